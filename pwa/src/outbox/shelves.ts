/**
 * The shelves of one member's queue on this phone: another member never sees them, and signing out leaves them where they are.
 *
 * Everything that a member wrote or may read is sealed before it is laid down. Sealing takes its time and a transaction waits
 * for nobody, so a change is prepared on a desk beside the shelves and then laid down whole, if nobody changed anything meanwhile.
 */
import { Desk, Moved } from "./desk.ts";
import type { Letter, Report } from "./letter.ts";
import { CLEAR, range, type Box, type Laid, type Queue } from "./queue.ts";

/**
 * A letter not yet answered for good. `trouble`: it was handed in alone and the server could not take it. `moot`: what it was about
 * never came in, and it is handed in for its number alone.
 */
export interface Waiting {
  letter: Letter;
  trouble?: number;
  moot?: true;
}

/** A kept letter, held until no restore can lose it. */
export interface Sent {
  letter: Letter;
  version: number;
  position: number;
  epoch: string;
  safe: boolean;
  sent_at: string;
}

/** A refused letter, held until it is mended or let go. */
export interface Turned {
  letter: Letter;
  code: string;
  field: string | null;
  message: string | null;
  /** The current version at the server, where it told. */
  version: number | null;
  refused_at: string;
}

/** A form that was left before it was saved. `filled` is the form's own; the shelf does not look into it. */
export interface Draft {
  id: string;
  kind: string;
  filled: unknown;
  at: string;
}

/** An own activity as the server last told it, for a phone that did not hand it in itself. */
export interface Known {
  activity: string;
  version: number;
  report: Report;
  withdrawn: boolean;
  recorded_at: string;
  received_at: string;
}

/** What there is one of: what the queue knows of itself and of the server. Others may keep facts here under other names. */
export interface Facts {
  device: string;
  /** The last sequence number given out. */
  seq: number;
  epoch: string;
  safe: number | null;
  gaps: [number, number][];
  known: Known[];
}

/** What lies on each shelf. */
export interface Rows {
  waiting: Waiting;
  sent: Sent;
  refused: Turned;
  drafts: Draft;
  facts: unknown;
}

export type Shelf = keyof Rows;
export type Key = number | string;

/** Closes boxes and opens them. A box opens only in the place that it was closed for. */
export interface Seal {
  close(value: unknown, place: string): Promise<Box>;
  open(box: Box, place: string): Promise<unknown>;
}

/** Attempts at a change that others are quicker than. */
const PATIENCE = 100;

export class Shelves {
  readonly name: string;
  private readonly db: Queue;
  private readonly seal: Seal;
  /** What was opened before, as long as the box is the same. */
  private readonly opened = new Map<string, { iv: string; value: unknown }>();
  private readonly pending = new Set<Promise<unknown>>();

  constructor(db: Queue, seal: Seal) {
    this.name = db.name;
    this.db = db;
    this.seal = seal;
  }

  /** One row, or undefined. */
  async get<S extends Shelf>(shelf: S, key: Key): Promise<Rows[S] | undefined> {
    const laid = await this.db.get("rows", [shelf, key]);
    return laid && this.value<S>(laid, shelf, key);
  }

  /** Everything on a shelf, letters in the order of their numbers. */
  async getAll<S extends Shelf>(shelf: S): Promise<Rows[S][]> {
    return (await this.read([shelf]))[shelf];
  }

  /** Several shelves as they were at one moment. */
  async read<S extends Shelf>(wanted: S[]): Promise<{ [K in S]: Rows[K][] }> {
    const work = this.db.transaction("rows");
    const found = await Promise.all(
      wanted.map(async (shelf) => [shelf, await Promise.all([work.store.getAllKeys(range(shelf)), work.store.getAll(range(shelf))])] as const),
    );
    const pairs = found.map(async ([shelf, [keys, rows]]) => [shelf, await Promise.all(rows.map((laid, i) => this.value(laid, shelf, keys[i]![1])))] as const);
    return Object.fromEntries(await Promise.all(pairs)) as { [K in S]: Rows[K][] };
  }

  /** How many lie on a shelf, with numbers from `first` to `last` where those are given. */
  async count(shelf: Shelf, first?: number, last?: number): Promise<number> {
    return this.db.count("rows", first === undefined ? range(shelf) : IDBKeyRange.bound([shelf, first], [shelf, last ?? first]));
  }

  /**
   * Change the shelves, all or nothing. It is on the disk, not on its way there, when this resolves; it rejects, leaving all as it was,
   * when the phone cannot store it. `work` touches nothing but the desk: it is done again where another window was quicker.
   */
  async change<T>(work: (desk: Desk) => T | Promise<T>): Promise<T> {
    const done = this.attempt(work);
    this.pending.add(done);
    try {
      return await done;
    } finally {
      this.pending.delete(done);
    }
  }

  private async attempt<T>(work: (desk: Desk) => T | Promise<T>): Promise<T> {
    for (let attempt = 0; ; attempt += 1) {
      const desk = new Desk(this.db, (laid, shelf, key) => this.value(laid, shelf, key));
      try {
        const result = await work(desk);
        await desk.layDown((value, shelf, key) => this.box(value, shelf, key));
        return result;
      } catch (error) {
        if (!(error instanceof Moved) || attempt >= PATIENCE) throw error;
      }
    }
  }

  /** Let go of the shelves once what is being laid down lies there. What was opened is forgotten. */
  async close(): Promise<void> {
    while (this.pending.size > 0) await Promise.allSettled(this.pending);
    this.opened.clear();
    this.db.close();
  }

  private place(shelf: Shelf, key: Key): string {
    return JSON.stringify([this.name, shelf, key]);
  }

  private async box(value: unknown, shelf: Shelf, key: Key): Promise<Laid> {
    return shelf === "facts" && CLEAR.has(key) ? { clear: value } : this.seal.close(value, this.place(shelf, key));
  }

  private async value<S extends Shelf>(laid: Laid, shelf: S, key: Key): Promise<Rows[S]> {
    if ("clear" in laid) return laid.clear as Rows[S];
    const place = this.place(shelf, key);
    const iv = laid.iv.join();
    const before = this.opened.get(place);
    if (before?.iv === iv) return before.value as Rows[S];
    const value = await this.seal.open(laid, place);
    this.opened.set(place, { iv, value });
    return value as Rows[S];
  }
}

/** Read one fact. */
export async function fact<K extends keyof Facts>(shelves: Shelves, key: K): Promise<Facts[K] | undefined>;
export async function fact<T>(shelves: Shelves, key: string): Promise<T | undefined>;
export async function fact(shelves: Shelves, key: string): Promise<unknown> {
  return shelves.get("facts", key);
}

/** Write one fact. */
export async function setFact(shelves: Shelves, key: string, value: unknown): Promise<void> {
  await shelves.change((desk) => desk.put("facts", value, key));
}

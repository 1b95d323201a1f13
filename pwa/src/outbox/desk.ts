/** A desk beside the shelves, where a change is prepared: what is read here stays as it was read, or the change is begun anew. */
import { range, type Laid, type Queue } from "./queue.ts";
import type { Facts, Key, Rows, Shelf } from "./shelves.ts";

/** Another window laid something down meanwhile. */
export class Moved extends Error {}

type Open = <S extends Shelf>(laid: Laid, shelf: S, key: Key) => Promise<Rows[S]>;
type Close = (value: unknown, shelf: Shelf, key: Key) => Promise<Laid>;

interface Write {
  shelf: Shelf;
  key: Key;
  /** Undefined: taken away. */
  value: unknown;
}

export class Desk {
  private readonly db: Queue;
  private readonly open: Open;
  private readonly writes = new Map<string, Write>();
  /** How often anything had been laid down when this desk first looked. */
  private turn: number | undefined;

  constructor(db: Queue, open: Open) {
    this.db = db;
    this.open = open;
  }

  /** One row as this change leaves it. */
  async get<S extends Shelf>(shelf: S, key: Key): Promise<Rows[S] | undefined> {
    const write = this.writes.get(JSON.stringify([shelf, key]));
    if (write) return write.value as Rows[S] | undefined;
    const work = this.db.transaction("rows");
    const [turn, laid] = await Promise.all([work.store.get(["facts", "turn"]), work.store.get([shelf, key])]);
    this.sameTurn(turn);
    return laid && this.open(laid, shelf, key);
  }

  /** One fact as this change leaves it. */
  async fact<K extends keyof Facts>(key: K): Promise<Facts[K] | undefined> {
    return (await this.get("facts", key)) as Facts[K] | undefined;
  }

  /** A shelf of letters as this change leaves it, in the order of their numbers. */
  async all<S extends "waiting" | "sent" | "refused">(shelf: S): Promise<Rows[S][]> {
    const work = this.db.transaction("rows");
    const [turn, keys, rows] = await Promise.all([work.store.get(["facts", "turn"]), work.store.getAllKeys(range(shelf)), work.store.getAll(range(shelf))]);
    this.sameTurn(turn);
    const found = new Map<Key, Rows[S]>();
    await Promise.all(rows.map(async (laid, i) => found.set(keys[i]![1], await this.open(laid, shelf, keys[i]![1]))));
    for (const write of this.writes.values()) {
      if (write.shelf !== shelf) continue;
      if (write.value === undefined) found.delete(write.key);
      else found.set(write.key, write.value as Rows[S]);
    }
    return [...found.values()].sort((a, b) => a.letter.seq - b.letter.seq);
  }

  /** Lay a row on a shelf; facts are named by `key`, all else names itself. */
  put<S extends Shelf>(shelf: S, value: Rows[S], key: Key = keyOf(shelf, value)): void {
    this.writes.set(JSON.stringify([shelf, key]), { shelf, key, value });
  }

  /** Take a row away, if it is there. */
  delete(shelf: Shelf, key: Key): void {
    this.writes.set(JSON.stringify([shelf, key]), { shelf, key, value: undefined });
  }

  /** Lay everything down in one transaction; rejects with `Moved` where something read here is no longer as it was. */
  async layDown(close: Close): Promise<void> {
    if (this.writes.size === 0) return;
    const laid = await Promise.all(
      [...this.writes.values()].map(async ({ shelf, key, value }) => [shelf, key, value === undefined ? null : await close(value, shelf, key)] as const),
    );
    const work = this.db.transaction("rows", "readwrite", { durability: "strict" });
    const ended = work.done;
    ended.catch(() => undefined); // waited for below
    const turn = await work.store.get(["facts", "turn"]);
    if (this.turn !== undefined && turnOf(turn) !== this.turn) {
      work.abort();
      throw new Moved();
    }
    await Promise.all([
      ...laid.map(([shelf, key, row]) => (row ? work.store.put(row, [shelf, key]) : work.store.delete([shelf, key]))),
      work.store.put({ clear: turnOf(turn) + 1 }, ["facts", "turn"]),
      ended,
    ]);
  }

  private sameTurn(laid: Laid | undefined): void {
    const turn = turnOf(laid);
    if (this.turn !== undefined && turn !== this.turn) throw new Moved();
    this.turn = turn;
  }
}

function turnOf(laid: Laid | undefined): number {
  return laid && "clear" in laid ? (laid.clear as number) : 0;
}

function keyOf<S extends Shelf>(shelf: S, value: Rows[S]): Key {
  return shelf === "drafts" ? (value as Rows["drafts"]).id : (value as Rows["waiting"]).letter.seq;
}

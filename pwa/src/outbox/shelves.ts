/**
 * The shelves of one member's queue on this phone, in a database of their own: another member never sees them, and signing
 * out leaves them where they are.
 */
import { deleteDB, openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction, type StoreNames } from "idb";
import type { Letter, Report } from "./letter.ts";

/** A letter not yet answered for good. `trouble`: it was handed in alone and the server could not take it. */
export interface Waiting {
  letter: Letter;
  trouble?: number;
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
}

interface Schema extends DBSchema {
  waiting: { key: number; value: Waiting };
  sent: { key: number; value: Sent };
  refused: { key: number; value: Turned };
  drafts: { key: string; value: Draft };
  known: { key: string; value: Known };
  facts: { key: string; value: unknown };
}

export type Shelves = IDBPDatabase<Schema>;

type Shelf = Exclude<StoreNames<Schema>, "known">;

/** A change to letters and what goes with them, all or nothing. */
export type Change = IDBPTransaction<Schema, Shelf[], "readwrite">;

/** Begin a change. It is on the disk, not on its way there, when its `done` resolves. */
export function change(db: Shelves): Change {
  return db.transaction(["waiting", "sent", "refused", "drafts", "facts"] as Shelf[], "readwrite", { durability: "strict" });
}

/** The name of the database that holds a member's queue. */
export function nameOf(partnership: string, member: string): string {
  return `faltlogg ${partnership} ${member}`;
}

/** Open the shelves of a queue, and make them on first use. Letters lie in the order of their numbers. */
export async function openShelves(name: string): Promise<Shelves> {
  return openDB<Schema>(name, 1, {
    upgrade(db) {
      db.createObjectStore("waiting", { keyPath: "letter.seq" });
      db.createObjectStore("sent", { keyPath: "letter.seq" });
      db.createObjectStore("refused", { keyPath: "letter.seq" });
      db.createObjectStore("drafts", { keyPath: "id" });
      db.createObjectStore("known", { keyPath: "activity" });
      db.createObjectStore("facts");
    },
  });
}

/** Read one fact. */
export async function fact<K extends keyof Facts>(db: Shelves, key: K): Promise<Facts[K] | undefined>;
export async function fact<T>(db: Shelves, key: string): Promise<T | undefined>;
export async function fact(db: Shelves, key: string): Promise<unknown> {
  return db.get("facts", key);
}

/** Write one fact. */
export async function setFact(db: Shelves, key: string, value: unknown): Promise<void> {
  await db.put("facts", value, key);
}

/** Forget a queue entirely. Only for tests: the app itself never drops what is unsent. */
export async function drop(name: string): Promise<void> {
  await deleteDB(name);
}

/**
 * The database that holds a member's queue on this phone. Its format is 3; queues that older versions wrote are brought forward.
 *
 * Format 1 lay open, a store for each shelf. Format 2 was sealed in one store, its boxes bound to no place. Format 3 binds each box
 * to its place, keeps what the server knows as one fact, and holds the lock beside the rows.
 */
import { deleteDB, openDB, type DBSchema, type IDBPDatabase } from "idb";
import type { Key, Shelf } from "./shelves.ts";

/** Something sealed: AES-GCM with a fresh `iv`. */
export interface Box {
  iv: Uint8Array<ArrayBuffer>;
  text: ArrayBuffer;
}

/** A row as it lies: sealed, or in the clear where nothing in it concerns anybody. */
export type Laid = Box | { clear: unknown };

interface Schema extends DBSchema {
  rows: { key: [Shelf, Key]; value: Laid };
  /** Whose the queue is and how the key to the rows is kept, in the clear; what is in it is the lock's own. */
  lock: { key: string; value: unknown };
}

export type Queue = IDBPDatabase<Schema>;

const FORMAT = 3;
const OURS = "faltlogg ";
/** Facts that tell nothing of anybody: whose sequence it is, how far it has come, how often something was laid down. */
export const CLEAR: ReadonlySet<Key> = new Set(["device", "seq", "turn"]);

/** Everything on one shelf. */
export function range(shelf: Shelf): IDBKeyRange {
  return IDBKeyRange.bound([shelf], [shelf, []]);
}

/** The name of the database that holds a member's queue. */
export function nameOf(partnership: string, member: string): string {
  return `${OURS}${partnership} ${member}`;
}

/** The names of all queues on this phone. */
export async function queues(): Promise<string[]> {
  const all = await indexedDB.databases();
  return all.map(({ name = "" }) => name).filter((name) => name.startsWith(OURS));
}

/** Open a queue, made on first use. `blocked` is told when a window with an older version must be closed first. */
export async function openQueue(name: string, blocked: () => void = () => undefined): Promise<Queue> {
  return openDB<Schema>(name, FORMAT, {
    upgrade(db) {
      db.createObjectStore("rows");
      db.createObjectStore("lock");
    },
    blocked,
  });
}

/** Whether a queue holds anything that an older version wrote. */
export async function isOld(db: Queue): Promise<boolean> {
  const old = db as unknown as IDBPDatabase;
  for (const store of ["facts", "sealed"]) if (old.objectStoreNames.contains(store) && (await old.count(store)) > 0) return true;
  return false;
}

/** Forget a queue entirely. Only for tests: the app itself never drops what is unsent. */
export async function drop(name: string): Promise<void> {
  await deleteDB(name);
}


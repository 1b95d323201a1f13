/**
 * How the key to a queue is kept: wrapped by a PIN, by a passkey, or, until its member has chosen one of those, by a key of the
 * phone that no script can read. What lies here tells neither the key nor the PIN. A wrong PIN costs time and never anything else.
 */
import type { Box, Queue } from "../outbox/queue.ts";
import { newKey, unwrap, wrap } from "./seal.ts";

export interface Lock {
  phone?: { key: CryptoKey; box: Box };
  pin?: { salt: Uint8Array<ArrayBuffer>; rounds: number; box: Box };
  passkey?: { id: ArrayBuffer; salt: Uint8Array<ArrayBuffer>; box: Box };
  /** Wrong PINs in a row, and when the next may be tried: milliseconds since 1970. Both outlive a relaunch. */
  wrong: number;
  until: number;
}

/** How a queue is locked; null where nobody has opened it since rows are sealed. */
export async function lockOf(db: Queue): Promise<Lock | null> {
  return ((await db.get("lock", "lock")) as Lock | undefined) ?? null;
}

/** Whether opening a queue takes something that only its member has. */
export function isLocked(lock: Lock | null): boolean {
  return lock !== null && lock.phone === undefined;
}

/** The key of a queue that nobody has locked yet; minted on first use. */
export async function withoutLock(db: Queue): Promise<CryptoKey> {
  const lock = await lockOf(db);
  if (lock?.phone) return unwrap(lock.phone.box, lock.phone.key);
  if (lock) throw new Error("the queue is locked");
  const key = await newKey();
  const phone = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["wrapKey", "unwrapKey"]);
  const fresh: Lock = { phone: { key: phone, box: await wrap(key, phone) }, wrong: 0, until: 0 };
  // Another window may have been quicker: the first key counts.
  const work = db.transaction("lock", "readwrite", { durability: "strict" });
  const before = (await work.store.get("lock")) as Lock | undefined;
  if (!before) void work.store.put(fresh, "lock");
  await work.done;
  return before ? withoutLock(db) : key;
}

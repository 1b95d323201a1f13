/** Changes how the key to a queue is kept. */
import type { Queue } from "../outbox/queue.ts";
import type { Lock } from "./lock.ts";

/** Change the lock in one transaction. */
export async function settle(db: Queue, change: (lock: Lock) => Lock): Promise<Lock> {
  const work = db.transaction("lock", "readwrite", { durability: "strict" });
  const ended = work.done;
  ended.catch(() => undefined); // waited for below
  const before = (await work.store.get("lock")) as Lock | undefined;
  if (!before) throw new Error("the queue has no lock");
  let after: Lock;
  try {
    after = change(before);
  } catch (error) {
    work.abort();
    throw error;
  }
  await Promise.all([work.store.put(after, "lock"), ended]);
  return after;
}

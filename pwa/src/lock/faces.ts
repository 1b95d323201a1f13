/** Everybody with a queue on this phone, as far as may be known without their key. */
import { waitingIn } from "../outbox/formats.ts";
import { openQueue } from "../outbox/queue.ts";
import { isLocked, lockOf, type Lock } from "./lock.ts";
import { everybody, queueOf, type Who } from "./people.ts";

/** A member as the lock screen shows them. */
export interface Face {
  who: Who;
  /** The name of their queue. */
  queue: string;
  /** How many of their letters wait. */
  waiting: number;
  lock: Lock | null;
}

/** Everybody on this phone, by name, with what may be known of them without their key. */
export async function faces(): Promise<Face[]> {
  const found: Face[] = [];
  for (const who of everybody()) {
    const queue = queueOf(who);
    const db = await openQueue(queue);
    found.push({ who, queue, waiting: await waitingIn(db), lock: await lockOf(db) });
    db.close();
  }
  return found.sort((a, b) => a.who.name.localeCompare(b.who.name, "sv"));
}

/** Whether the lock screen can let somebody in; else their own link must. */
export function hasKey(face: Face): boolean {
  return isLocked(face.lock);
}

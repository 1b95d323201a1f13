/**
 * Who has a queue on this phone: only what the lock screen shows before anybody has opened anything.
 *
 * What the browser remembers for a site reaches the disk seconds later, and is lost with a browser that is killed before. A queue is
 * on the disk at once, so it tells itself whose it is.
 */
import { nameOf, openQueue, queues, type Queue } from "../outbox/queue.ts";

/** A member with a queue here. `organisation` is missing where an older version remembered them. */
export interface Who {
  partnership: string;
  member: string;
  name: string;
  organisation?: string;
}

const IN_CHARGE = "faltlogg member";
const EVERYBODY = "faltlogg members";
/** Beside the lock of their queue. */
const WHO = "who";

export function everybody(): Who[] {
  return remembered<Who[]>(EVERYBODY) ?? [];
}

/** Who used the phone last, unless they signed out. */
export function inCharge(): Who | null {
  return remembered<Who>(IN_CHARGE);
}

/** Remember who uses the phone, and that they have a queue here. */
export function putInCharge(who: Who): void {
  localStorage.setItem(IN_CHARGE, JSON.stringify(who));
  meet(who);
}

/** Write on a queue whose it is. */
export async function claim(db: Queue, who: Who): Promise<void> {
  const work = db.transaction("lock", "readwrite", { durability: "strict" });
  void work.store.put(who, WHO);
  await work.done;
}

/** Ask the queues whose they are, where that has been forgotten: whoever came last used the phone last. */
export async function recollect(): Promise<void> {
  const known = everybody().map(queueOf);
  for (const queue of await queues()) {
    if (known.includes(queue)) continue;
    const db = await openQueue(queue);
    const who = (await db.get("lock", WHO)) as Who | undefined;
    db.close();
    if (who) putInCharge(who);
  }
}

/** Remember that somebody has a queue here. */
export function meet(who: Who): void {
  const others = everybody().filter((other) => queueOf(other) !== queueOf(who));
  localStorage.setItem(EVERYBODY, JSON.stringify([...others, who]));
}

export function nobodyInCharge(): void {
  localStorage.removeItem(IN_CHARGE);
}

export function queueOf({ partnership, member }: Who): string {
  return nameOf(partnership, member);
}

function remembered<T>(key: string): T | null {
  const text = localStorage.getItem(key);
  return text === null ? null : (JSON.parse(text) as T);
}

/** Who has a queue on this phone: only what the lock screen shows before anybody has opened anything. */
import { nameOf } from "../outbox/queue.ts";

/** A member with a queue here. `organisation` is missing where an older version remembered them. */
export interface Who {
  partnership: string;
  member: string;
  name: string;
  organisation?: string;
}

const IN_CHARGE = "faltlogg member";
const EVERYBODY = "faltlogg members";

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

/** Opens a queue with a PIN of six digits. A wrong one costs time, over relaunches too, and never anything else. */
import type { Queue } from "../outbox/queue.ts";
import { settle } from "./change.ts";
import type { Lock } from "./lock.ts";
import { unwrap, wrap } from "./seal.ts";

/** Another PIN was meant. `until`: when the next may be tried. */
export class WrongPin extends Error {
  readonly until: number;

  constructor(until: number) {
    super("wrong PIN");
    this.until = until;
  }
}

export const PIN_LENGTH = 6;
/** Rounds of PBKDF2-SHA-256; OWASP's Password Storage Cheat Sheet asks for 600,000. */
export const ROUNDS = 600_000;
const FREE = 3;
const FIRST_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 15 * 60_000;

/** Open with the PIN. Rejects with `WrongPin`; an attempt is counted before it is made, so that closing the app saves none. */
export async function withPin(db: Queue, pin: string, now: number = Date.now()): Promise<CryptoKey> {
  const lock = await count(db, now);
  if (!lock.pin) throw new Error("the queue has no PIN");
  let key: CryptoKey;
  try {
    key = await unwrap(lock.pin.box, await fromPin(pin, lock.pin.salt, lock.pin.rounds));
  } catch {
    throw new WrongPin(lock.until);
  }
  await settle(db, (now_) => ({ ...now_, wrong: 0, until: 0 }));
  return key;
}

/** Lock a queue with a PIN from now on, and with nothing of the phone's own. */
export async function choosePin(db: Queue, key: CryptoKey, pin: string): Promise<void> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const box = await wrap(key, await fromPin(pin, salt, ROUNDS));
  await settle(db, ({ phone: _, ...lock }) => ({ ...lock, pin: { salt, rounds: ROUNDS, box }, wrong: 0, until: 0 }));
}

/** Whether a PIN is among the first that anybody tries: one digit six times, or digits in order. */
export function isSimple(pin: string): boolean {
  const steps = new Set([...pin].slice(1).map((digit, i) => (Number(digit) - Number(pin[i]) + 10) % 10));
  return steps.size === 1 && [0, 1, 9].includes([...steps][0]!);
}

/** When the next PIN may be tried, or 0. A clock set back does not make the wait longer than the longest. */
export function waitUntil(lock: Lock, now: number): number {
  return lock.until > now && lock.until - now <= LONGEST_WAIT_MS ? lock.until : 0;
}

/** Milliseconds to wait after so many wrong PINs in a row: none for three, then five seconds, doubling to a quarter of an hour. */
export function waitAfter(wrong: number): number {
  return wrong < FREE ? 0 : Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (wrong - FREE));
}

async function count(db: Queue, now: number): Promise<Lock> {
  return settle(db, (lock) => {
    const until = waitUntil(lock, now);
    if (until > 0) throw new WrongPin(until);
    const wrong = lock.wrong + 1;
    const wait = waitAfter(wrong);
    return { ...lock, wrong, until: wait === 0 ? 0 : now + wait };
  });
}

async function fromPin(pin: string, salt: Uint8Array<ArrayBuffer>, iterations: number): Promise<CryptoKey> {
  const known = await crypto.subtle.importKey("raw", new TextEncoder().encode(pin), "PBKDF2", false, ["deriveKey"]);
  return crypto.subtle.deriveKey({ name: "PBKDF2", hash: "SHA-256", salt, iterations }, known, { name: "AES-GCM", length: 256 }, false, ["wrapKey", "unwrapKey"]);
}

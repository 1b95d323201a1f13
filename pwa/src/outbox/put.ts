/** Puts letters on the waiting shelf. Nothing more is needed offline. */
import { uuid7 } from "./ids.ts";
import type { Letter, Report, Wish } from "./letter.ts";
import { change, type Change, type Shelves } from "./shelves.ts";

/** What a new letter clears away: the draft it was written in, and the refused letters it mends, by number. */
export interface Clears {
  draft?: string;
  mends?: number[];
}

/**
 * Store a letter on the phone and return it with its number and command. When this resolves it survives a dead battery.
 *
 * What it clears goes in the same transaction, so a report is never both a draft and a letter, or neither.
 */
export async function put(db: Shelves, wish: Wish, clears: Clears = {}): Promise<Letter> {
  const work = change(db);
  const letter = await number(work, wish);
  if (clears.draft !== undefined) void work.objectStore("drafts").delete(clears.draft);
  for (const seq of clears.mends ?? []) void work.objectStore("refused").delete(seq);
  if (letter.do === "record" && clears.mends?.length) await realign(work, letter.activity, letter.report);
  await work.done;
  return letter;
}

/** Give a wish the queue's next number and a command of its own, and lay it on the shelf. */
export async function number(work: Change, wish: Wish): Promise<Letter> {
  const seq = (((await work.objectStore("facts").get("seq")) as number | undefined) ?? 0) + 1;
  const letter = { command: uuid7(Date.parse(wish.recorded_at)), seq, ...wish } as Letter;
  void work.objectStore("facts").put(seq, "seq");
  void work.objectStore("waiting").put({ letter });
  return letter;
}

/**
 * A record was refused and is handed in anew, after corrections of it that still wait. Those were answered `later` and nothing of
 * them is stored at the server, so they keep their numbers and now say what the new record says, and change nothing.
 */
export async function realign(work: Change, activity: string, report: Report): Promise<void> {
  const shelf = work.objectStore("waiting");
  for (const { letter } of await shelf.getAll()) {
    if (letter.activity === activity && letter.do === "correct") void shelf.put({ letter: { ...letter, version: 1, report } });
  }
}

/** The id of this member's queue on this phone, minted on first use. */
export async function device(db: Shelves): Promise<string> {
  const work = db.transaction("facts", "readwrite");
  let id = (await work.store.get("device")) as string | undefined;
  if (id === undefined) {
    id = crypto.randomUUID();
    void work.store.put(id, "device");
  }
  await work.done;
  return id;
}

/** Let go of refused letters that nobody wants to mend. They were never taken in, so nothing counts or stops counting. */
export async function letGo(db: Shelves, numbers: number[]): Promise<void> {
  const work = db.transaction("refused", "readwrite");
  for (const seq of numbers) void work.store.delete(seq);
  await work.done;
}

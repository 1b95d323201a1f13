/** Puts letters on the waiting shelf. Nothing more is needed offline. */
import { uuid7 } from "./ids.ts";
import type { Letter, Report, Wish } from "./letter.ts";
import type { Desk } from "./desk.ts";
import type { Draft, Shelves } from "./shelves.ts";

/** What a new letter clears away: the draft it was written in, what remains of one, and the refused letters it mends, by number. */
export interface Clears {
  draft?: string;
  leaves?: Draft;
  mends?: number[];
}

/**
 * Store a letter on the phone and return it with its number and command. When this resolves it survives a dead battery.
 *
 * What it clears goes in the same transaction, so a report is never both a draft and a letter, or neither.
 */
export async function put(shelves: Shelves, wish: Wish, clears: Clears = {}): Promise<Letter> {
  return shelves.change(async (desk) => {
    const letter = await number(desk, wish);
    if (clears.draft !== undefined) desk.delete("drafts", clears.draft);
    if (clears.leaves !== undefined) desk.put("drafts", clears.leaves);
    for (const seq of clears.mends ?? []) desk.delete("refused", seq);
    if (letter.do === "record" && clears.mends?.length) await realign(desk, letter.activity, letter.report);
    return letter;
  });
}

/** Give a wish the queue's next number and a command of its own, and lay it on the shelf. */
export async function number(desk: Desk, wish: Wish): Promise<Letter> {
  const seq = ((await desk.fact("seq")) ?? 0) + 1;
  const letter = { command: uuid7(Date.parse(wish.recorded_at)), seq, ...wish } as Letter;
  desk.put("facts", seq, "seq");
  desk.put("waiting", { letter });
  return letter;
}

/**
 * A record was refused and is handed in anew, after corrections of it that still wait. Those were answered `later` and nothing of
 * them is stored at the server, so they keep their numbers and now say what the new record says, and change nothing.
 */
export async function realign(desk: Desk, activity: string, report: Report): Promise<void> {
  for (const { letter } of await desk.all("waiting")) {
    if (letter.activity === activity && letter.do === "correct") desk.put("waiting", { letter: { ...letter, version: 1, report } });
  }
}

/** The id of this member's queue on this phone, minted on first use. */
export async function device(shelves: Shelves): Promise<string> {
  return shelves.change(async (desk) => {
    let id = await desk.fact("device");
    if (id === undefined) desk.put("facts", (id = crypto.randomUUID()), "device");
    return id;
  });
}

/** Let go of refused letters that nobody wants to mend. They were never taken in, so nothing counts or stops counting. */
export async function letGo(shelves: Shelves, numbers: number[]): Promise<void> {
  await shelves.change((desk) => {
    for (const seq of numbers) desk.delete("refused", seq);
  });
}

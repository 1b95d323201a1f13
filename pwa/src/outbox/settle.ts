/** Moves letters between the shelves as the server's receipts say, in one transaction. */
import type { Answer, Letter, Report } from "./letter.ts";
import { number, realign } from "./put.ts";
import { change, type Change, type Sent, type Shelves, type Turned } from "./shelves.ts";

/** How long a kept letter stays on the phone at least. Where nothing is backed up, this is also the longest. */
export const KEPT_MS = 30 * 24 * 3600 * 1000;

/** What one answer did. `restored`: the epoch changed, and letters that may have been lost wait again. */
export interface Settled {
  kept: number;
  refused: number;
  restored: boolean;
}

/** Act on the answer to `letters`. A letter that the answer does not name, by index and command, stays where it is. */
export async function settle(db: Shelves, letters: Letter[], answer: Answer, now: Date): Promise<Settled> {
  const work = change(db);
  const facts = work.objectStore("facts");
  const before = (await facts.get("epoch")) as string | undefined;
  const restored = before !== undefined && before !== answer.epoch;
  if (restored) await takeBack(work);

  const settled: Settled = { kept: 0, refused: 0, restored };
  const records: Turned[] = [];
  for (const receipt of answer.receipts) {
    const letter = letters[receipt.letter];
    if (letter === undefined || receipt.command !== letter.command) continue;
    if (receipt.outcome === "kept") {
      void work.objectStore("waiting").delete(letter.seq);
      void work.objectStore("sent").put(sent(letter, receipt, answer.epoch, now));
      settled.kept += 1;
    } else if (receipt.outcome === "refused") {
      void work.objectStore("waiting").delete(letter.seq);
      const { code, field = null, message = null, version = null } = receipt;
      const turned: Turned = { letter, code, field, message, version, refused_at: now.toISOString() };
      void work.objectStore("refused").put(turned);
      if (letter.do === "record") records.push(turned);
      settled.refused += 1;
    }
  }
  for (const turned of records) await mendByWhatWaits(work, turned);

  void facts.put(answer.epoch, "epoch");
  void facts.put(answer.safe, "safe");
  void facts.put(answer.gaps, "gaps");
  await tidy(work, answer, now);
  await work.done;
  return settled;
}

function sent(letter: Letter, kept: { version: number; position: number }, epoch: string, now: Date): Sent {
  return { letter, version: kept.version, position: kept.position, epoch, safe: false, sent_at: now.toISOString() };
}

/** Another epoch: the log was restored. What was not yet safe may be lost there, so it waits again, with its old number and command. */
async function takeBack(work: Change): Promise<void> {
  for (const entry of await work.objectStore("sent").getAll()) {
    if (entry.safe) continue;
    void work.objectStore("sent").delete(entry.letter.seq);
    void work.objectStore("waiting").put({ letter: entry.letter });
  }
}

/** Note what no restore can lose any more, and drop what is both safe and old. */
async function tidy(work: Change, answer: Answer, now: Date): Promise<void> {
  const shelf = work.objectStore("sent");
  const backedUp = answer.safe !== null && answer.safe > 0;
  for (const entry of await shelf.getAll()) {
    const safe = entry.safe || (backedUp && entry.epoch === answer.epoch && entry.position <= answer.safe!);
    const old = now.getTime() - Date.parse(entry.sent_at) >= KEPT_MS;
    if (old && (safe || !backedUp)) void shelf.delete(entry.letter.seq);
    else if (safe !== entry.safe) void shelf.put({ ...entry, safe });
  }
}

/**
 * A record was refused that its writer has already corrected or withdrawn on the phone. Their last word is what they want, so the
 * correction becomes the record, and what was withdrawn is let go of: it never came in.
 */
async function mendByWhatWaits(work: Change, turned: Turned): Promise<void> {
  const { letter } = turned;
  if (letter.do !== "record") return;
  const waiting = work.objectStore("waiting");
  const behind = (await waiting.getAll()).map((entry) => entry.letter).filter((other) => other.activity === letter.activity);
  const last = behind.at(-1);
  if (last?.do === "withdraw") {
    for (const other of behind) void waiting.delete(other.seq);
    void work.objectStore("refused").delete(letter.seq);
  } else if (last?.do === "correct" && !same(last.report, letter.report)) {
    void work.objectStore("refused").delete(letter.seq);
    const { activity, recorded_at, confirmed } = letter;
    await number(work, { do: "record", activity, recorded_at, report: last.report, confirmed });
    await realign(work, activity, last.report);
  }
}

/** Whether two reports say the same, whatever order their fields were filled in. */
export function same(one: Report, other: Report): boolean {
  return canonical(one) === canonical(other);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

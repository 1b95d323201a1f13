/** Moves letters between the shelves as the server's receipts say, in one transaction. */
import { same, type Answer, type Letter } from "./letter.ts";
import { number, realign } from "./put.ts";
import type { Desk } from "./desk.ts";
import type { Sent, Shelves, Turned } from "./shelves.ts";

/** How long a kept letter stays on the phone at least. Where nothing is backed up, this is also the longest. */
export const KEPT_MS = 30 * 24 * 3600 * 1000;

/** What one answer did. `restored`: the epoch changed, and letters that may have been lost wait again. */
export interface Settled {
  kept: number;
  refused: number;
  restored: boolean;
}

/** Act on the answer to `letters`. A letter that the answer does not name, by index and command, stays where it is. */
export async function settle(shelves: Shelves, letters: Letter[], answer: Answer, now: Date): Promise<Settled> {
  return shelves.change(async (desk) => {
    const before = await desk.fact("epoch");
    const restored = before !== undefined && before !== answer.epoch;
    if (restored) await takeBack(desk);

    const settled: Settled = { kept: 0, refused: 0, restored };
    const records: Turned[] = [];
    for (const receipt of answer.receipts) {
      const letter = letters[receipt.letter];
      if (letter === undefined || receipt.command !== letter.command) continue;
      if (receipt.outcome === "kept") {
        desk.delete("waiting", letter.seq);
        desk.put("sent", sent(letter, receipt, answer.epoch, now));
        settled.kept += 1;
      } else if (receipt.outcome === "refused") {
        const moot = (await desk.get("waiting", letter.seq))?.moot;
        desk.delete("waiting", letter.seq);
        if (moot) continue;
        const { code, field = null, message = null, version = null } = receipt;
        const turned: Turned = { letter, code, field, message, version, refused_at: now.toISOString() };
        desk.put("refused", turned);
        if (letter.do === "record") records.push(turned);
        settled.refused += 1;
      }
    }
    for (const turned of records) await mendByWhatWaits(desk, turned);

    desk.put("facts", answer.epoch, "epoch");
    desk.put("facts", answer.safe, "safe");
    desk.put("facts", answer.gaps, "gaps");
    await tidy(desk, answer, now);
    return settled;
  });
}

function sent(letter: Letter, kept: { version: number; position: number }, epoch: string, now: Date): Sent {
  return { letter, version: kept.version, position: kept.position, epoch, safe: false, sent_at: now.toISOString() };
}

/** Another epoch: the log was restored. What was not yet safe may be lost there, so it waits again, with its old number and command. */
async function takeBack(desk: Desk): Promise<void> {
  for (const entry of await desk.all("sent")) {
    if (entry.safe) continue;
    desk.delete("sent", entry.letter.seq);
    desk.put("waiting", { letter: entry.letter });
  }
}

/** Note what no restore can lose any more, and drop what is both safe and old. */
async function tidy(desk: Desk, answer: Answer, now: Date): Promise<void> {
  const backedUp = answer.safe !== null && answer.safe > 0;
  for (const entry of await desk.all("sent")) {
    const safe = entry.safe || (backedUp && entry.epoch === answer.epoch && entry.position <= answer.safe!);
    const old = now.getTime() - Date.parse(entry.sent_at) >= KEPT_MS;
    if (old && (safe || !backedUp)) desk.delete("sent", entry.letter.seq);
    else if (safe !== entry.safe) desk.put("sent", { ...entry, safe });
  }
}

/**
 * A record was refused that its writer has already corrected or withdrawn on the phone. Their last word is what they want, so the
 * correction becomes the record, and what was withdrawn is let go of: it never came in. Its letters are still handed in, as ones
 * that nobody can take, so that the server hears of every number and misses none.
 */
async function mendByWhatWaits(desk: Desk, turned: Turned): Promise<void> {
  const { letter } = turned;
  if (letter.do !== "record") return;
  const behind = (await desk.all("waiting")).map((entry) => entry.letter).filter((other) => other.activity === letter.activity);
  const last = behind.at(-1);
  if (last?.do === "withdraw") {
    for (const other of behind) if (other.do !== "record") desk.put("waiting", { letter: voided(other), moot: true });
    desk.delete("refused", letter.seq);
  } else if (last?.do === "correct" && !same(last.report, letter.report)) {
    desk.delete("refused", letter.seq);
    const { activity, recorded_at } = letter;
    await number(desk, { do: "record", activity, recorded_at, report: last.report, confirmed: last.confirmed ?? [] });
    await realign(desk, activity, last.report);
  }
}

/** A letter with the number and the command of another that says nothing, and that no server takes: there is no version 0. */
function voided({ command, seq, activity, recorded_at }: Letter): Letter {
  return { command, seq, do: "withdraw", activity, version: 0, reason: "", recorded_at };
}

/** What the member writes: laid on the shelves of their open queue, shown, and handed in when there is contact. */
import { moved, wrote } from "./contact.ts";
import { recordedAt } from "./forms/when.ts";
import { logbook } from "./logbook.svelte.ts";
import * as shelf from "./outbox/drafts.ts";
import { uuid7 } from "./outbox/ids.ts";
import type { Finding, Report } from "./outbox/letter.ts";
import type { Activity } from "./outbox/mine.ts";
import * as outbox from "./outbox/put.ts";
import type { Draft } from "./outbox/shelves.ts";
import { own } from "./shift/own.svelte.ts";

/**
 * What else there may be to a new report. `draft`: where it was being written. `leaves`: what remains of a draft of several.
 * `confirmed`: what its writer chose to keep in the note. `activity`: an id minted earlier.
 */
export interface Extra {
  draft?: string;
  leaves?: Draft;
  confirmed?: Finding[];
  activity?: string;
}

/** Save a new report. Resolves when it is stored, and can be undone for a while. */
export async function record(report: Report, byDay: boolean, { confirmed = [], activity, ...clears }: Extra = {}): Promise<void> {
  const recorded_at = recordedAt(new Date(), byDay);
  const id = activity ?? uuid7(byDay ? Date.parse(recorded_at) : Date.now());
  await outbox.put(logbook.open, { do: "record", activity: id, recorded_at, report, confirmed }, clears);
  own.offerUndo(id);
  await wrote(id);
}

/**
 * Save a changed report. Where the record itself was refused it is handed in anew under the same activity; else it is
 * corrected, from the version that the writer saw.
 */
export async function correct(activity: Activity, report: Report, reason: string, byDay: boolean, draft: string, confirmed: Finding[] = []): Promise<void> {
  const recorded_at = recordedAt(new Date(), byDay);
  const { id, version } = activity;
  const letter = neverKept(activity)
    ? ({ do: "record", activity: id, recorded_at, report, confirmed } as const)
    : ({ do: "correct", activity: id, version, reason: reason.toWellFormed(), recorded_at, report, confirmed } as const);
  await outbox.put(logbook.open, letter, { draft, mends: refused(activity) });
  await wrote(id);
}

/** Take an activity back, and with it the draft of what was to be mended in it. */
export async function withdraw(activity: Activity, reason: string, byDay: boolean, confirmed: Finding[] = []): Promise<void> {
  const { id, version } = activity;
  const recorded_at = recordedAt(new Date(), byDay);
  await outbox.put(logbook.open, { do: "withdraw", activity: id, version, reason: reason.toWellFormed(), recorded_at, confirmed }, { draft: `mend ${id}`, mends: refused(activity) });
  await wrote(id);
}

/** Let go of what was refused. */
export async function letGo(activity: Activity): Promise<void> {
  await outbox.letGo(logbook.open, refused(activity));
  // Nothing is left that its draft could mend.
  if (neverKept(activity)) await shelf.dropDraft(logbook.open, `mend ${activity.id}`);
  await moved();
}

/** Keep what stands in a form that is not saved yet. */
export async function keepDraft(draft: Draft): Promise<void> {
  await shelf.keepDraft(logbook.open, draft);
  await logbook.refreshDrafts();
}

/** Throw it away. */
export async function dropDraft(id: string): Promise<void> {
  await shelf.dropDraft(logbook.open, id);
  await logbook.refreshDrafts();
}

/** Whether no version of an activity has reached the server: its record lies on the refused shelf. */
export function neverKept(activity: Activity): boolean {
  return activity.refusals.some(({ letter }) => letter.do === "record");
}

function refused(activity: Activity): number[] {
  return activity.refusals.map(({ letter }) => letter.seq);
}

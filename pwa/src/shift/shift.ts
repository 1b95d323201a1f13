/** A working shift: when it began, and with whom. Stays on the phone; what is recorded in it carries its crew. */
import { takes, type Field, type Kind } from "../catalogue/field.ts";
import { dayOf } from "../forms/day.ts";
import type { Report } from "../outbox/letter.ts";
import type { Activity } from "../outbox/mine.ts";

export interface Shift {
  /** ISO 8601. */
  begun: string;
  /** Member ids of colleagues. */
  crew: string[];
  ended: string | null;
}

/** No shift is longer: one that was never ended puts nobody's name on the next day's work. */
const LONGEST_MS = 16 * 3600_000;

/** The shift that goes on, however long ago it began; null where none does. */
export function ongoing(shift: Shift | null): Shift | null {
  return shift?.ended === null ? shift : null;
}

/** Whether it has gone on for so long that it must have been forgotten. */
export function isForgotten(shift: Shift, now: Date): boolean {
  return now.getTime() - Date.parse(shift.begun) > LONGEST_MS;
}

/** The colleagues that a new report of a kind carries: none outside a shift, nor where the kind takes no crew. */
export function crewFor(shift: Shift | null, kind: Kind, field: Field, now: Date): string[] {
  const on = ongoing(shift);
  if (!on || isForgotten(on, now) || !takes(kind).has("crew")) return [];
  return on.crew.filter((id) => field.colleagues.some((colleague) => colleague.id === id));
}

/** Own activities that went on in the shift, the first one first. Those told by the day alone count on its day. */
export function inShift(shift: Shift, activities: Activity[], byDay: (report: Report) => boolean): Activity[] {
  const began = new Date(shift.begun);
  const from = began.getTime() - SLACK_MS;
  const until = shift.ended ? Date.parse(shift.ended) : Infinity;
  return activities
    .filter(({ report, withdrawn }) => {
      if (withdrawn) return false;
      const at = Date.parse(report.occurred_at);
      return byDay(report) ? dayOf(new Date(at)) === dayOf(began) : at + (report.minutes ?? 0) * 60_000 >= from && at <= until;
    })
    .sort((a, b) => Date.parse(a.report.occurred_at) - Date.parse(b.report.occurred_at));
}

/** Forms round the clock down to five minutes: what is recorded at once in a shift began in it. */
const SLACK_MS = 5 * 60_000;

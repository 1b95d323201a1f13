/** A working shift: when it began, and with whom. Stays on the phone; what is recorded in it carries its crew. */
import { takes, type Field, type Kind } from "../catalogue/field.ts";
import { blank, lacking, toReport, type Filled } from "../forms/filled.ts";
import { clockOf, dayOf, moment } from "../forms/when.ts";
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

/** One activity to fill in afterwards. */
export interface Line {
  kind: string;
  filled: Filled;
}

/** Kinds that a place and a time are enough for. */
export function quick(kinds: Kind[]): Kind[] {
  return kinds.filter((kind) => {
    const form = { ...blank(kind, new Date()), place: "somewhere" };
    return kind.precision === "minute" && !kind.sensitive && takes(kind).has("place") && lacking(form, kind).length === 0;
  });
}

/**
 * A line for the next activity of a shift: it begins when the last one ended, `after`, and lasts as long as the kind usually does; never
 * so late that it would end after `now`.
 */
export function line(kind: Kind, place: string | null, crew: string[], after: Date, now: Date): Line {
  const latest = now.getTime() - (kind.minutes ?? 0) * 60_000;
  const began = new Date(Math.min(after.getTime(), latest));
  began.setMinutes(Math.floor(began.getMinutes() / 5) * 5, 0, 0);
  const filled = { ...blank(kind, began), day: dayOf(began), clock: clockOf(began), minutes: kind.minutes, place, crew: takes(kind).has("crew") ? [...crew] : [] };
  return { kind: kind.code, filled };
}

/** When the last of the lines ended, or what was recorded before them, or the shift began. */
export function lastEnd(shift: Shift, done: Activity[], lines: Line[]): Date {
  const last = lines.at(-1);
  if (last) return new Date(moment(last.filled.day, last.filled.clock).getTime() + (last.filled.minutes ?? 0) * 60_000);
  const ends = done.map(({ report }) => Date.parse(report.occurred_at) + (report.minutes ?? 0) * 60_000);
  return new Date(Math.max(Date.parse(shift.begun), ...ends));
}

/** The reports that the lines make. */
export function reports(lines: Line[], kinds: Kind[]): Report[] {
  return lines.flatMap(({ kind: code, filled }) => {
    const kind = kinds.find((one) => one.code === code);
    return kind ? [toReport(filled, kind)] : [];
  });
}

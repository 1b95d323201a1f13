/** Activities of a shift that are filled in at its end. Knows no clock and no storage: `now` is told. */
import { takes, type Kind } from "../catalogue/field.ts";
import { dayOf } from "../forms/day.ts";
import { blank, lacking, toReport, type Filled } from "../forms/filled.ts";
import { clockOf, moment } from "../forms/when.ts";
import type { Report } from "../outbox/letter.ts";
import type { Activity } from "../outbox/mine.ts";
import type { Shift } from "./shift.ts";

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

/** An activity in a few words, as its rows and pages say it. */
import { byDay, type Field } from "../catalogue/field.ts";
import type { Report } from "../outbox/letter.ts";
import type { Activity } from "../outbox/mine.ts";
import { hours, label, w } from "../words/words.svelte.ts";
import { kindOf } from "./named.ts";

/** The label of a code in a list; the code itself where the list no longer has it. */
export function labelIn(list: { code: string; label: { sv: string; en: string } }[], code: string): string {
  const found = list.find((choice) => choice.code === code);
  return found ? label(found.label) : code;
}

/** `20 minuter`, `1 tim 24 min`. */
export function lengthOf(minutes: number): string {
  return minutes < 60 ? w().gist.minutes(minutes) : w().gist.hours(Math.floor(minutes / 60), minutes % 60);
}

/** `20 minuter, med kommunen`. */
export function gistOf(field: Field, report: Report): string {
  const parts = [];
  if (report.minutes !== undefined) parts.push(lengthOf(report.minutes));
  if (report.stops && report.stops.length > 1) parts.push(w().gist.places(report.stops.length));
  if (report.people !== undefined) parts.push(w().gist.people(report.people));
  if (report.joint) parts.push(w().gist.with(report.joint.map((code) => labelIn(field.parties, code).toLocaleLowerCase())));
  return parts.join(", ");
}

/** The clock in the margin; empty where only the day is known. */
export function marginOf(field: Field, report: Report): string {
  const kind = kindOf(field, report);
  return kind && byDay(kind) ? "" : hours(report.occurred_at);
}

/** `Rättad av dig 19:10: fel tid.` */
export function fateOf(activity: Activity): string {
  const last = activity.steps.findLast((step) => step.do !== "record");
  if (activity.withdrawn) return w().gist.withdrawn(activity.steps.findLast((step) => step.do === "withdraw")?.reason ?? null);
  return last?.do === "correct" && last.state !== "refused" ? w().gist.corrected(hours(last.recorded_at), last.reason) : "";
}

/** An activity in a few words, as its rows and pages say it. */
import { byDay, takes, type Field, type Kind } from "../catalogue/field.ts";
import type { Report } from "../outbox/letter.ts";
import type { Activity } from "../outbox/mine.ts";
import { to } from "../route.svelte.ts";
import { hours, label, w } from "../words/words.svelte.ts";

export function kindOf(field: Field, report: Report): Kind | undefined {
  return field.kinds.find(({ code }) => code === report.kind);
}

/** Where a press on a kind leads: to its form, or to the patrol that it is as it goes. */
export function begins(kind: Kind): string {
  return takes(kind).has("stops") && !byDay(kind) ? to.patrol(kind.code) : to.form(kind.code);
}

export function placeName(field: Field, code: string): string {
  return [...field.places, ...(field.former ?? [])].find((place) => place.code === code)?.name ?? code;
}

export function zoneName(field: Field, code: string): string {
  return field.zones.find((zone) => zone.code === code)?.name ?? code;
}

/** The label of a code in a list; the code itself where the list no longer has it. */
export function labelIn(list: { code: string; label: { sv: string; en: string } }[], code: string): string {
  const found = list.find((choice) => choice.code === code);
  return found ? label(found.label) : code;
}

/** `Platsbesök, Ankarsrum`. */
export function titleOf(field: Field, report: Report): string {
  const kind = kindOf(field, report);
  const name = kind ? label(kind.label) : w().gist.unknownKind;
  const place = report.place ?? (report.stops?.length === 1 ? report.stops[0]!.place : undefined);
  const where = place ? placeName(field, place) : report.zone ? zoneName(field, report.zone) : null;
  return where ? `${name}, ${where}` : name;
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

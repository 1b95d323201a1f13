/** What the first screen calls kinds, places and activities, and where a press on a kind leads. */
import { byDay, takes, type Field, type Kind } from "../catalogue/field.ts";
import type { Report } from "../outbox/letter.ts";
import { to } from "../route.svelte.ts";
import { label, w } from "../words/words.svelte.ts";

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

/** `Platsbesök, Ankarsrum`. */
export function titleOf(field: Field, report: Report): string {
  const kind = kindOf(field, report);
  const name = kind ? label(kind.label) : w().gist.unknownKind;
  const place = report.place ?? (report.stops?.length === 1 ? report.stops[0]!.place : undefined);
  const where = place ? placeName(field, place) : report.zone ? zoneName(field, report.zone) : null;
  return where ? `${name}, ${where}` : name;
}

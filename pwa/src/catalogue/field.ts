/** What the phone keeps offline of its partnership: the answer of `GET /api/field`, and how to find things in it. */

export type Language = "sv" | "en";
export type Label = Record<Language, string>;

export interface Choice {
  code: string;
  label: Label;
}

/** Something done about a problem. `suits` names the problems it suits; empty suits any. */
export interface Action extends Choice {
  suits: string[];
}

export interface Question extends Choice {
  required: boolean;
  choices: Choice[];
}

/** The fields of a report that a kind may require or allow. */
export type FieldName =
  | "minutes" | "place" | "stops" | "zone" | "joint" | "crew" | "problem" | "actions" | "people" | "answers" | "results" | "note";

export interface Kind extends Choice {
  icon: string;
  requires: FieldName[];
  allows: FieldName[];
  minutes: number | null;
  problems: string[];
  actions: string[];
  sensitive: boolean;
  precision: "minute" | "day";
  questions: Question[];
  results: Record<string, Label>;
}

export interface Place {
  code: string;
  name: string;
  zone: string | null;
  latitude: number | null;
  longitude: number | null;
}

/** A place that is no longer offered; `into` stands for it, where it was merged. */
export interface Former {
  code: string;
  name: string;
  into: string | null;
}

/** How much is needed at a place, by the latest situation. */
export type Level = "high" | "medium" | "low";

/**
 * A promise that is `by` activities behind; `places`: those that it is about, none for any. `needs`: fields without which a report
 * does not count yet; an older server does not tell.
 */
export interface Behind {
  pledge: string;
  commitment: string;
  title: string;
  kinds: string[];
  places: string[];
  needs?: FieldName[];
  by: number;
}

/** What places are ranked by. `tonight` counts from `since`, without the member's own; `last` is a day. */
export interface NextPlaces {
  since: string;
  /** The ISO week of the situation. */
  week: string | null;
  /** Kinds that may be suggested, and those that count as having been somewhere. */
  kinds: string[];
  presence: string[];
  places: { code: string; level: Level | null; visits: number; last: string | null; tonight: number }[];
  behind: Behind[];
}

export interface Zone {
  code: string;
  name: string;
}

export type Status = "met" | "on-track" | "behind" | "missed" | "ongoing" | "reported" | "unreported";

/** A commitment with its figure, as it stood at `as_of`. Absent figures are null, never 0. */
export interface Commitment {
  pledge: string;
  code: string;
  title: string;
  text: string;
  owner: string[];
  kinds: string[];
  status: Status;
  value: number | null;
  target: number | null;
  expected: number | null;
  unit: string | null;
  /** What an older server does not tell: the title of the pledge, and for a kind the fields without which it does not count yet. */
  pledge_title?: string;
  /** Done when called for: that is its status, in words. */
  on_demand?: boolean;
  needs?: Record<string, FieldName[]>;
}

export interface Member {
  id: string;
  name: string;
  organisation: string;
  roles: string[];
}

export interface Field {
  partnership: { code: string; name: string };
  demonstration: boolean;
  member: Member;
  colleagues: { id: string; name: string }[];
  kinds: Kind[];
  places: Place[];
  zones: Zone[];
  problems: Choice[];
  actions: Action[];
  parties: Choice[];
  commitments: Commitment[];
  as_of: string;
  /** What an older server does not tell. */
  former?: Former[];
  next?: NextPlaces;
  /** The organisation's public key, to which a rescue file is encrypted. */
  rescue?: JsonWebKey | null;
}

/** The report fields that a kind has a use for. */
export function takes(kind: Kind): Set<FieldName> {
  const fields = new Set<FieldName>([...kind.requires, ...kind.allows]);
  if (kind.questions.length > 0) fields.add("answers");
  if (Object.keys(kind.results).length > 0) fields.add("results");
  return fields;
}

/** Whether only the day is told of when it happened. */
export function byDay(kind: Pick<Kind, "sensitive" | "precision">): boolean {
  return kind.sensitive || kind.precision === "day";
}

/** What a kind lists, in its own order; everything where it lists nothing. */
function listed<C extends Choice>(all: C[], codes: string[]): C[] {
  return codes.length > 0 ? codes.flatMap((code) => all.find((choice) => choice.code === code) ?? []) : all;
}

/** The problems that the form offers. */
export function problemsOf(field: Field, kind: Kind): Choice[] {
  return listed(field.problems, kind.problems);
}

/** The actions that the form offers: those that suit the problem first, the others after. */
export function actionsOf(field: Field, kind: Kind, problem: string | null): Action[] {
  const offered = listed(field.actions, kind.actions);
  const suits = (action: Action) => problem === null || action.suits.length === 0 || action.suits.includes(problem);
  return [...offered.filter(suits), ...offered.filter((action) => !suits(action))];
}

/**
 * Kinds in the order of use: the most recorded first, then as the catalogue has them. `used`: the kinds of own activities.
 */
export function byUse(kinds: Kind[], used: string[]): Kind[] {
  const count = new Map<string, number>();
  for (const code of used) count.set(code, (count.get(code) ?? 0) + 1);
  return kinds.toSorted((a, b) => (count.get(b.code) ?? 0) - (count.get(a.code) ?? 0));
}

/** Kinds in the order that tiles and lists show them: those the member pinned, as they pinned them, then by use. */
export function inFront(kinds: Kind[], pinned: string[], used: string[]): Kind[] {
  const rest = byUse(kinds, used).filter(({ code }) => !pinned.includes(code));
  return [...pinned.flatMap((code) => kinds.find((kind) => kind.code === code) ?? []), ...rest];
}

/** A form as it is being filled in, and the report it makes. Knows no storage and no screen. */
import { byDay, takes, type FieldName, type Kind } from "../catalogue/field.ts";
import type { Finding, Report, Stop } from "../outbox/letter.ts";
import { dayOf, type Day } from "./day.ts";
import { clockOf, moment, noon, stamp, type Clock } from "./when.ts";

export interface Filled {
  day: Day;
  clock: Clock;
  minutes: number | null;
  place: string | null;
  zone: string | null;
  stops: Stop[];
  joint: string[];
  crew: string[];
  problem: string | null;
  actions: string[];
  people: number | null;
  answers: Record<string, string>;
  results: Record<string, number>;
  note: string;
  /** Why it is corrected; unused on a new report. */
  reason: string;
  /** What was found in the texts and is to stand there all the same. */
  confirmed: Finding[];
}

/** Longest note that the wire takes, in characters. */
export const NOTE_LENGTH = 2000;
/** Most people, and the most of any named count. */
export const MOST_PEOPLE = 10_000;
/** A day and night: the longest an activity may last, in minutes. */
export const LONGEST = 1440;

/** An empty form: it began now, rounded down to five minutes, and lasted as long as the kind usually does. */
export function blank(kind: Kind, now: Date): Filled {
  const began = new Date(now);
  began.setMinutes(Math.floor(now.getMinutes() / 5) * 5, 0, 0);
  return {
    day: dayOf(began), clock: clockOf(began), minutes: takes(kind).has("stops") ? null : kind.minutes, place: null, zone: null, stops: [],
    joint: [], crew: [], problem: null, actions: [], people: null, answers: {}, results: {}, note: "", reason: "", confirmed: [],
  };
}

/** The form as it was when this report was made. */
export function fromReport(report: Report, kind: Kind): Filled {
  const began = new Date(report.occurred_at);
  const stops = report.stops ?? [];
  const asStop = takes(kind).has("stops") && report.place !== undefined;
  return {
    day: dayOf(began),
    clock: clockOf(began),
    minutes: report.minutes ?? null,
    place: asStop ? null : (report.place ?? null),
    zone: report.zone ?? null,
    stops: asStop ? [{ place: report.place!, minutes: report.minutes ?? 0 }, ...stops] : stops.map((stop) => ({ ...stop })),
    joint: [...(report.joint ?? [])],
    crew: [...(report.crew ?? [])],
    problem: report.problem ?? null,
    actions: [...(report.actions ?? [])],
    people: report.people ?? null,
    answers: { ...report.answers },
    results: { ...report.results },
    note: report.note ?? "",
    reason: "",
    confirmed: [],
  };
}

/** A new form that repeats a report: what was done and where, now; never its note, its people or its counts. */
export function again(report: Report, kind: Kind, now: Date): Filled {
  const { day, clock } = blank(kind, now);
  return { ...fromReport(report, kind), day, clock, people: null, results: {}, note: "" };
}

/** Minutes at all the stops together. */
export function minutesAt(stops: Stop[]): number {
  return stops.reduce((sum, stop) => sum + stop.minutes, 0);
}

const USUAL = 15;

/** One stop more, as long as usual: or what is left of a day and night. */
export function stopAdded(stops: Stop[], place: string): Stop[] {
  return [...stops, { place, minutes: Math.min(USUAL, roomIn(stops)) }];
}

/** A stop five minutes longer or shorter. All of them together last no longer than an activity may. */
export function stopStepped(stops: Stop[], index: number, direction: -1 | 1): Stop[] {
  const longer = direction > 0 ? Math.min(5, roomIn(stops)) : -5;
  return stops.map((stop, at) => (at === index ? { ...stop, minutes: Math.max(0, stop.minutes + longer) } : stop));
}

function roomIn(stops: Stop[]): number {
  return Math.max(0, LONGEST - minutesAt(stops));
}

/** Minutes in all: what was said, and never less than the stops together. Null where nothing was said. */
export function minutesInAll(filled: Filled): number | null {
  if (filled.stops.length === 0) return filled.minutes;
  return Math.min(LONGEST, Math.max(filled.minutes ?? 0, minutesAt(filled.stops)));
}

/** The report that the form makes: only what the kind has a use for and something was said about. */
export function toReport(filled: Filled, kind: Kind): Report {
  const uses = takes(kind);
  const report: Report = {
    kind: kind.code,
    occurred_at: byDay(kind) ? noon(filled.day) : stamp(moment(filled.day, filled.clock)),
  };
  const minutes = minutesInAll(filled);
  if (uses.has("minutes") && minutes !== null) report.minutes = minutes;
  if (uses.has("stops") && filled.stops.length > 0) report.stops = filled.stops.map((stop) => ({ ...stop }));
  else if (uses.has("place") && filled.place !== null) report.place = filled.place;
  const nowhere = report.place === undefined && report.stops === undefined;
  if (uses.has("zone") && filled.zone !== null && (nowhere || kind.requires.includes("zone"))) report.zone = filled.zone;
  if (uses.has("joint") && filled.joint.length > 0) report.joint = [...filled.joint];
  if (uses.has("crew") && filled.crew.length > 0) report.crew = [...filled.crew];
  if (uses.has("problem") && filled.problem !== null) report.problem = filled.problem;
  if (uses.has("actions") && filled.actions.length > 0) report.actions = [...filled.actions];
  if (uses.has("people") && filled.people !== null) report.people = filled.people;
  if (uses.has("answers") && Object.keys(filled.answers).length > 0) report.answers = { ...filled.answers };
  if (uses.has("results") && Object.keys(filled.results).length > 0) report.results = { ...filled.results };
  const note = filled.note.toWellFormed().trim();
  if (uses.has("note") && note !== "") report.note = note;
  return report;
}

/**
 * What the kind requires and the form does not yet say: report fields, and `answers.<question>`. In the order of the form. No
 * minutes at all is nothing that was done: a patrol that was ended as soon as it began is asked about. So are stops that last longer
 * than a day and night together, which an older form let through.
 */
export function lacking(filled: Filled, kind: Kind): string[] {
  const report = toReport(filled, kind);
  const uses = takes(kind);
  const somewhere = report.place !== undefined || report.stops !== undefined || (uses.has("zone") && report.zone !== undefined);
  const lacks = (field: FieldName) =>
    (field === "minutes" && report.minutes === 0) || (field === "stops" && minutesAt(report.stops ?? []) > LONGEST) || (kind.requires.includes(field) && (field === "place" ? !somewhere : report[field] === undefined));
  return [
    ...(["place", "stops", "zone", "minutes"] as const).filter(lacks),
    ...kind.questions.filter(({ required, code }) => required && !filled.answers[code]).map(({ code }) => `answers.${code}`),
    ...(["problem", "actions", "joint", "crew", "people", "results", "note"] as const).filter(lacks),
  ];
}

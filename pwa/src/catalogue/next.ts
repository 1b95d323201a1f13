/**
 * Where to go next: places by need, by what a promise about them lacks, and by how long ago one was there. Reckoned on the phone
 * from what the server last told and from the member's own activities, unsent ones too.
 */
import { dayOf, type Day } from "../forms/day.ts";
import type { Report } from "../outbox/letter.ts";
import type { Activity } from "../outbox/mine.ts";
import { empty } from "./counts.ts";
import type { Behind, Field, Kind, Level, Place } from "./field.ts";

/** Somewhere to go, and why. */
export interface Suggestion {
  place: Place;
  /** What to record there. */
  kind: Kind;
  level: Level | null;
  /** Days since one's own organisation was there, as far as the phone knows; null: not in a year. */
  days: number | null;
  /** So many activities is a promise about this very place behind that the kind counts for; 0 where none is. */
  behind: number;
}

export interface Ranking {
  /** The best first. */
  places: Suggestion[];
  /** Those where one, or a colleague as far as is known, has been since the log day began: nobody is sent there again. */
  been: Place[];
  /** Promises that are behind, count at any place, and count what the member may record: the furthest behind first. */
  behind: Behind[];
}

/** A log day lasts until six in the morning, so that a night holds together. */
const DAWN = 6;
/** So often in a night at most is anybody sent to one place. */
const CAP = 1;
/** A level of need outweighs any time since the last visit. */
const NEED: Record<Level, number> = { high: 30, medium: 20, low: 10 };
/** Days since a visit after which more of them say no more; never is as long. */
const LONG = 30;
/** A promise about this very place that is behind outweighs two weeks. */
const PROMISED = 5;
/** Without need or a promise of its own, a place is suggested after so many days. */
const WEEK = 7;

/** Places in the order in which to go there. `kinds` are the member's, those they use most first. */
export function rank(field: Field, activities: Activity[], kinds: Kind[], now: Date): Ranking {
  const { next } = field;
  if (!next) return { places: [], been: [], behind: [] };
  const start = logDay(now);
  const told = Date.parse(next.since) >= start.getTime();
  const own = visits(field, activities);
  const behind = lacking(next.behind, own);
  const offered = kinds.filter(({ code }) => next.kinds.includes(code));
  const found: (Suggestion & { score: number })[] = [];
  const been: Place[] = [];
  for (const { code, level, last, tonight } of next.places) {
    const place = field.places.find((one) => one.code === code);
    const here = own.filter((visit) => visit.places.has(code));
    if (!place) continue;
    if ((told ? tonight : 0) + here.filter(({ at }) => at >= start).length >= CAP) {
      been.push(place);
      continue;
    }
    const about = behind.filter(({ places }) => places.length === 0 || places.includes(code));
    const kind = kindFor(offered, about);
    const days = since(last, here.map(({ at }) => at).filter((at) => at <= now), now);
    if (!kind || (level === null && days !== null && days < WEEK && about.every(({ places }) => places.length === 0))) continue;
    const by = Math.max(0, ...about.filter(({ places, kinds: counted }) => places.length > 0 && counted.includes(kind.code)).map((one) => one.by));
    const score = (level ? NEED[level] : 0) + Math.min(days ?? LONG, LONG) / 3 + (about.some(({ places }) => places.length > 0) ? PROMISED : 0);
    found.push({ place, kind, level, days, behind: by, score });
  }
  found.sort((a, b) => b.score - a.score || a.place.name.localeCompare(b.place.name, "sv"));
  const anywhere = behind.filter(({ places, kinds: counted }) => places.length === 0 && offered.some(({ code }) => counted.includes(code)));
  return { places: found, been, behind: anywhere.sort((a, b) => b.by - a.by) };
}

/** When the log day that holds `now` began, by the phone's clock. */
export function logDay(now: Date): Date {
  const start = new Date(now.getFullYear(), now.getMonth(), now.getDate(), DAWN);
  if (now < start) start.setDate(start.getDate() - 1);
  return start;
}

interface Visit {
  report: Report;
  places: Set<string>;
  at: Date;
  /** Whether the figures that the phone has cannot know of it. */
  unknown: boolean;
}

/** Where the member has been, with the kinds that count as having been somewhere, at the places that stand for those named. */
function visits(field: Field, activities: Activity[]): Visit[] {
  const meant = new Map((field.former ?? []).map(({ code, into }) => [code, into ?? code]));
  return activities.flatMap(({ report, withdrawn, state, sent_at }) => {
    const named = [...(report.place ? [report.place] : []), ...(report.stops ?? []).map(({ place }) => place)];
    if (withdrawn || named.length === 0 || !field.next!.presence.includes(report.kind)) return [];
    const unknown = state === "held" || (sent_at !== null && Date.parse(sent_at) > Date.parse(field.as_of));
    const places = new Set(named.map((code) => meant.get(code) ?? code));
    return [{ report, places, at: new Date(report.occurred_at), unknown }];
  });
}

/** What promises lack still, when what the figures do not know of is counted in, as far as it counts already. */
function lacking(behind: Behind[], own: Visit[]): Behind[] {
  return behind
    .map((one) => {
      const done = own.filter(
        ({ unknown, report, places }) =>
          unknown && one.kinds.includes(report.kind) && empty(report, one.needs).length === 0 && (one.places.length === 0 || one.places.some((code) => places.has(code))),
      );
      return { ...one, by: one.by - done.length };
    })
    .filter(({ by }) => by > 0);
}

/** What to record: what the promise furthest behind counts, else what the member uses most. */
function kindFor(offered: Kind[], about: Behind[]): Kind | undefined {
  const [worst] = about.filter(({ kinds }) => offered.some(({ code }) => kinds.includes(code))).sort((a, b) => b.by - a.by);
  return (worst && offered.find(({ code }) => worst.kinds.includes(code))) ?? offered[0];
}

/** Whole days since the last of what the server and the phone know. */
function since(last: Day | null, own: Date[], now: Date): number | null {
  const days = [...(last ? [last] : []), ...own.map(dayOf)].sort();
  const latest = days.at(-1);
  if (latest === undefined) return null;
  return Math.max(0, Math.round((Date.parse(`${dayOf(now)}T12:00:00Z`) - Date.parse(`${latest}T12:00:00Z`)) / 86_400_000));
}

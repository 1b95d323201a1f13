/**
 * A patrol as it goes: what was pressed, and when. Kept on the phone until the report of it is saved; only minutes leave.
 *
 * Knows no clock and no storage: `now` is always told. No position is ever part of it.
 */
import { blank, LONGEST, type Filled } from "../forms/filled.ts";
import type { Kind } from "../catalogue/field.ts";
import { clockOf } from "../forms/when.ts";
import type { Stop } from "../outbox/letter.ts";
import { current, type Leg, type Patrol } from "./going.ts";

/** A leg with its minutes so far; `minutes` is null on the one that goes on. */
export interface Passed extends Leg {
  minutes: number | null;
}

/** Begin, between places until one is pressed. */
export function begin(kind: string, activity: string, crew: string[], now: Date): Patrol {
  return { kind, activity, crew: [...crew], legs: [leg("between", now)], ended: null };
}

/** At a place, between places or paused from now on. What is pressed twice begins once. */
export function goOn(patrol: Patrol, where: Leg["where"], now: Date): Patrol {
  if (same(current(patrol), where)) return patrol;
  // A place that is pressed at once is where the patrol began.
  const legs = patrol.legs.length === 1 && patrol.legs[0]!.where === "between" && minutesBetween(patrol.legs[0]!.at, now) < 1 ? [] : patrol.legs;
  return { ...patrol, legs: [...legs, legs.length === 0 ? { at: patrol.legs[0]!.at, where } : leg(where, now)] };
}

/** Go on where the pause began. */
export function resume(patrol: Patrol, now: Date): Patrol {
  const before = patrol.legs.findLast(({ where }) => where !== "pause");
  return goOn(patrol, before?.where ?? "between", now);
}

/** Stop the clock, while the report is filled in; `null` lets it run on. */
export function end(patrol: Patrol, now: Date | null): Patrol {
  return { ...patrol, ended: now && now.toISOString() };
}

/** Whole minutes on patrol so far, pauses left out. */
export function minutesSoFar(patrol: Patrol, now: Date): number {
  return measured(patrol, now).total;
}

/** Minutes at places so far. */
export function minutesAtPlaces(patrol: Patrol, now: Date): number {
  return stopsOf(patrol, now).reduce((sum, { minutes }) => sum + minutes, 0);
}

/** The legs so far, the latest first, as the screen lists them. */
export function passed(patrol: Patrol, now: Date): Passed[] {
  const { lengths } = measured(patrol, now);
  const last = patrol.legs.length - 1;
  return patrol.legs.map((one, i) => ({ ...one, minutes: i === last && patrol.ended === null ? null : lengths[i]! })).reverse();
}

/** The places in order with their minutes. A place that was paused at and gone on with is one stop. */
export function stopsOf(patrol: Patrol, now: Date): Stop[] {
  const { lengths } = measured(patrol, now);
  const stops: Stop[] = [];
  let before: Leg["where"] = "between";
  patrol.legs.forEach(({ where }, i) => {
    if (where === "pause") return;
    if (typeof where === "object") {
      if (stops.length > 0 && same(before, where)) stops.at(-1)!.minutes += lengths[i]!;
      else stops.push({ place: where.place, minutes: lengths[i]! });
    }
    before = where;
  });
  return stops;
}

/** The form that the patrol fills in: when it began, minutes in all, and stops with theirs. */
export function filledOf(patrol: Patrol, kind: Kind, now: Date): Filled {
  const began = new Date(patrol.legs[0]!.at);
  return {
    ...blank(kind, began), clock: clockOf(began), minutes: minutesSoFar(patrol, now), stops: stopsOf(patrol, now), crew: [...patrol.crew],
  };
}

/**
 * Whole minutes of each leg, and of all but the pauses. The clock is rounded where one leg ends and the next begins, so that the
 * legs add up to the whole; a clock that was set back makes none shorter than nothing.
 */
function measured(patrol: Patrol, now: Date): { lengths: number[]; total: number } {
  const until = patrol.ended ? new Date(patrol.ended) : now;
  const lengths: number[] = [];
  let walked = 0; // milliseconds on patrol
  patrol.legs.forEach(({ at, where }, i) => {
    const ends = patrol.legs[i + 1] ? Date.parse(patrol.legs[i + 1]!.at) : until.getTime();
    const lasted = Math.max(0, ends - Date.parse(at));
    if (where === "pause") return void lengths.push(Math.round(lasted / MINUTE));
    const room = LONGEST * MINUTE - walked;
    const counted = Math.min(lasted, room);
    lengths.push(Math.round((walked + counted) / MINUTE) - Math.round(walked / MINUTE));
    walked += counted;
  });
  return { lengths, total: Math.round(walked / MINUTE) };
}

const MINUTE = 60_000;

function leg(where: Leg["where"], now: Date): Leg {
  return { at: now.toISOString(), where };
}

function minutesBetween(from: string, to: Date): number {
  return (to.getTime() - Date.parse(from)) / MINUTE;
}

function same(one: Leg["where"], other: Leg["where"]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

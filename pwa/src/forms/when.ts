/** Local clocks, and how moments are written down. */
import { dayOf, two, type Day } from "./day.ts";

/** A local clock, `20:30`. */
export type Clock = string;

export function clockOf(date: Date): Clock {
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

/**
 * The moment that a local day and clock name. In the hour that a summer-time night has twice: the last of the two that has been, the
 * same day; looked back on from later days, the first.
 */
export function moment(day: Day, clock: Clock, now = new Date()): Date {
  const [year, month, date] = day.split("-").map(Number) as [number, number, number];
  const [hour, minute] = clock.split(":").map(Number) as [number, number];
  const first = new Date(year, month - 1, date, hour, minute);
  const second = new Date(first.getTime() + 3_600_000);
  return second.getHours() === hour && second <= now && dayOf(now) === day ? second : first;
}

/** A moment with the phone's own offset, in whole seconds: `2026-05-04T20:30:00+02:00`. */
export function stamp(date: Date): string {
  const offset = -date.getTimezoneOffset();
  const zone = `${offset < 0 ? "-" : "+"}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`;
  return `${dayOf(date)}T${clockOf(date)}:${two(date.getSeconds())}${zone}`;
}

/** Noon of a local day: what is sent where only the day may be told. */
export function noon(day: Day): string {
  return stamp(moment(day, "12:00"));
}

/** The day `days` after `day`. */
export function shiftDay(day: Day, days: number): Day {
  const date = moment(day, "12:00");
  date.setDate(date.getDate() + days);
  return dayOf(date);
}

/** The day and clock `minutes` later, rounded to whole fives, over midnight where need be. */
export function shiftClock(day: Day, clock: Clock, minutes: number): { day: Day; clock: Clock } {
  const [hour, minute] = clock.split(":").map(Number) as [number, number];
  const from = hour * 60 + minute;
  const fives = minutes < 0 ? Math.ceil(from / 5) * 5 : Math.floor(from / 5) * 5;
  const to = fives + minutes;
  const within = ((to % 1440) + 1440) % 1440;
  return { day: shiftDay(day, Math.floor(to / 1440)), clock: `${two(Math.floor(within / 60))}:${two(within % 60)}` };
}

/** When the phone says that something was written down: now, or this day's noon where only the day may be told. */
export function recordedAt(now: Date, byDay: boolean): string {
  return byDay ? noon(dayOf(now)) : stamp(now);
}

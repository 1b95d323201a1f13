/** How the later screens write days and numbers. */
import { dayOf, type Day } from "../forms/day.ts";
import { shiftDay } from "../forms/when.ts";
import { clock, hours, locale, w } from "./words.svelte.ts";

/** `i dag 21:15`; with the date where it is not today. */
export function moment(time: string, now = new Date()): string {
  return dayOf(new Date(time)) === dayOf(now) ? `${w().days.today} ${hours(time)}` : clock(time, now);
}

/** `Måndag 4 maj`, with the year where it is not this one. */
export function dayName(day: Day, now = new Date()): string {
  const [year] = day.split("-");
  const options: Intl.DateTimeFormatOptions = { weekday: "long", day: "numeric", month: "long" };
  if (year !== String(now.getFullYear())) options.year = "numeric";
  const text = new Date(`${day}T12:00:00`).toLocaleDateString(locale(), options).replace(",", "");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `i dag`, `i går`, else the day in short. */
export function dayShort(day: Day, now = new Date()): string {
  const today = dayOf(now);
  if (day === today) return w().days.today;
  if (day === shiftDay(today, -1)) return w().days.yesterday;
  return new Date(`${day}T12:00:00`).toLocaleDateString(locale(), { weekday: "short", day: "numeric", month: "short" });
}

/** `1 234,5` with no-break spaces, at most one decimal. */
export function figure(value: number): string {
  return value.toLocaleString(locale(), { maximumFractionDigits: 1 });
}

/** `52 %`, of a share between 0 and 1. */
export function percent(share: number): string {
  return `${Math.round(share * 100)}\u00a0%`;
}

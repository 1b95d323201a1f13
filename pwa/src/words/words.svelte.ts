/** The language of the app, and how it writes days and numbers. */
import type { Label, Language } from "../catalogue/field.ts";
import { dayOf } from "../forms/day.ts";
import { sv } from "./sv.ts";

export type Words = typeof sv;

const KEY = "faltlogg language";

let language = $state<Language>("sv");
let translated = $state.raw<typeof import("./en.ts") | null>(null);

/** The words of the first screen in the language in use. */
export function w(): Words {
  return english()?.en ?? sv;
}

/** All words in English, where that is the language in use. */
export function english(): typeof import("./en.ts") | null {
  return language === "en" ? translated : null;
}

export function inUse(): Language {
  return language;
}

/** The language chosen earlier on this phone. */
export function chosen(): Language {
  return localStorage.getItem(KEY) === "en" ? "en" : "sv";
}

/** Speak another language, also after a relaunch. Swedish is always at hand; English comes when it is asked for. */
export async function choose(next: Language): Promise<void> {
  if (next === "en") translated = await import("./en.ts");
  language = next;
  localStorage.setItem(KEY, next);
  document.documentElement.lang = next;
}

/** A catalogue label in the language in use. */
export function label(of: Label): string {
  return of[language] || of.sv;
}

/** As `toLocaleString` and its like want it. */
export const locale = () => (language === "sv" ? "sv-SE" : "en-GB");

/** `21:15`; with the day in front when it is not today's: `3 maj 21:15`. */
export function clock(time: string | Date, now = new Date()): string {
  const date = new Date(time);
  const hours = date.toLocaleTimeString("sv-SE", { hour: "2-digit", minute: "2-digit" });
  if (dayOf(date) === dayOf(now)) return hours;
  return `${date.toLocaleDateString(locale(), { day: "numeric", month: "long" })} ${hours}`;
}

/** `21:15`, whatever the day. */
export function hours(time: string | Date): string {
  return new Date(time).toLocaleTimeString("sv-SE", { hour: "2-digit", minute: "2-digit" });
}

/** Parts that Swedish words for work in the field end with, and may be divided before. */
const ENDS = /(?<=\p{L}{4})(?=(?:aktivitet|arbete|besök|bild|dialog|gemensam|insats|kontakt|kontroll|möte|patrull|pass|samtal|tillsyn|träff|vandring)\p{L}{0,3}\b)/giu;

/** A label with soft hyphens, for the narrow tiles: browsers seldom know how to divide Swedish words. */
export function soft(text: string): string {
  return text.replace(/\p{L}{12,}/gu, (word) => word.replace(ENDS, "\u00ad"));
}

/** `Anna L.`: enough for the bar. */
export function shortName(name: string): string {
  const [first = "", ...rest] = name.trim().split(/\s+/);
  const last = rest.at(-1);
  return last ? `${first} ${last.charAt(0)}.` : first;
}

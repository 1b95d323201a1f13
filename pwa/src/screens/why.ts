/** Why a place is suggested, and why a report does not count yet, in words. */
import type { Standing } from "../catalogue/counts.ts";
import type { Suggestion } from "../catalogue/next.ts";
import { inside } from "../words/inside.ts";
import { speed } from "../words/speed.ts";
import { inUse } from "../words/words.svelte.ts";

/** `Behov: högt, 9 dagar sedan besök, 12 besök efter plan`. */
export function whyGo({ level, days, behind }: Suggestion): string {
  const { next } = speed();
  const said = [...(level ? [next.levels[level]] : []), days === null ? next.never : next.days(days), ...(behind > 0 ? [next.behind(behind)] : [])].join(", ");
  return said.charAt(0).toUpperCase() + said.slice(1);
}

/** `Räknas inte än mot Minst hundra platsbesök: problembild och åtgärd saknas.` Empty where nothing is lacking. */
export function whyNotYet({ not, lacks }: Standing): string {
  if (lacks.length === 0) return "";
  const { form } = inside();
  const what = lacks.map((field) => form.needed[field] ?? form.fields[field] ?? field);
  const all = new Intl.ListFormat(inUse() === "sv" ? "sv" : "en-GB").format(what);
  return form.notYet(not.map(({ title }) => title).join(", "), all);
}

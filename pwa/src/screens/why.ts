/** Why a place is suggested, in words. */
import type { Suggestion } from "../catalogue/next.ts";
import { speed } from "../words/speed.ts";

/** `Högt behov, 9 dagar sedan besök, 12 besök efter plan`. */
export function whyGo({ level, days, behind }: Suggestion): string {
  const { next } = speed();
  const said = [...(level ? [next.levels[level]] : []), days === null ? next.never : next.days(days), ...(behind > 0 ? [next.behind(behind)] : [])].join(", ");
  return said.charAt(0).toUpperCase() + said.slice(1);
}

/** Which places a form puts in front. */
import type { Place } from "../catalogue/field.ts";

export interface Suggested {
  /** The nearest listed place, where the phone knows where it is. */
  nearest: Place | null;
  /** Others that are likely: the next nearest, then those visited of late, and always the chosen one. */
  chips: Place[];
}

const CHIPS = 3;
/** Up to so many places are simply all shown. */
const ALL = 6;

/** `near`: codes, the nearest first. `recent`: codes of own activities, the latest first; may repeat. */
export function suggest(places: Place[], near: string[], recent: string[], chosen: string | null): Suggested {
  const known = new Map(places.map((place) => [place.code, place]));
  const nearest = (near[0] !== undefined && known.get(near[0])) || null;
  const likely = [...near.slice(1, CHIPS), ...recent, ...(places.length <= ALL || near.length + recent.length === 0 ? known.keys() : [])];
  const wanted = new Set(likely.filter((code) => code !== nearest?.code && known.has(code)));
  const most = places.length <= ALL ? ALL : CHIPS;
  const codes = [...wanted].slice(0, most);
  if (chosen !== null && chosen !== nearest?.code && known.has(chosen) && !codes.includes(chosen)) codes.unshift(chosen);
  return { nearest, chips: codes.map((code) => known.get(code)!) };
}

/** Places whose name contains what was typed, in any case; all of them while nothing is. In the order of the alphabet. */
export function search(places: Place[], typed: string): Place[] {
  const sought = typed.trim().toLocaleLowerCase("sv");
  return places
    .filter(({ name }) => name.toLocaleLowerCase("sv").includes(sought))
    .sort((a, b) => a.name.localeCompare(b.name, "sv"));
}

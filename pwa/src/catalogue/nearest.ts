/** Which listed places are nearest. A position is used here and forgotten; only codes leave. */
import type { Place } from "./field.ts";

/** Further away than this, a place is not suggested: the phone does not know a place here. */
const REACH_KM = 25;

/** Codes of the listed places within reach of a position, the nearest first. */
export function nearest(places: Place[], latitude: number, longitude: number): string[] {
  return places
    .flatMap((place) =>
      place.latitude === null || place.longitude === null
        ? []
        : [{ code: place.code, km: distance(latitude, longitude, place.latitude, place.longitude) }],
    )
    .filter(({ km }) => km <= REACH_KM)
    .sort((a, b) => a.km - b.km)
    .map(({ code }) => code);
}

/** Kilometres between two positions in degrees, on a flat map: good to a few metres within a municipality. */
export function distance(latitude: number, longitude: number, otherLatitude: number, otherLongitude: number): number {
  const degree = 111.2;
  const north = (otherLatitude - latitude) * degree;
  const east = (otherLongitude - longitude) * degree * Math.cos((latitude * Math.PI) / 180);
  return Math.hypot(north, east);
}

/** A patrol that goes on, as the first screen tells of it. What is done with it is in `patrol.ts`. */

/** From `at` on the patrol was at a place, between places, or paused. Times are ISO 8601. */
export interface Leg {
  at: string;
  where: { place: string } | "between" | "pause";
}

export interface Patrol {
  kind: string;
  /** The id of the activity that it becomes, so that a report of it is never made twice. */
  activity: string;
  crew: string[];
  legs: Leg[];
  /** When it was ended, while its report is being filled in. */
  ended: string | null;
}

/** Where the patrol is: a place, between places, or paused. */
export function current(patrol: Patrol): Leg["where"] {
  return patrol.legs.at(-1)!.where;
}

export function isPaused(patrol: Patrol): boolean {
  return current(patrol) === "pause";
}

/** Local days. */

/** A local day, `2026-05-04`. */
export type Day = string;

export const two = (n: number) => String(n).padStart(2, "0");

export function dayOf(date: Date): Day {
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

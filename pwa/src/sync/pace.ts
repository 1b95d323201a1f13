/** How long to wait before the next attempt. */

const FIRST_S = 15;
const LONGEST_S = 10 * 60;

/**
 * Seconds until the next attempt after `failures` in a row: 15 s, doubling to ten minutes, never less than the server asked for.
 * `chance` in [0, 1) spreads phones that lost the server at the same moment over a quarter of the time.
 */
export function pause(failures: number, asked: number, chance: number): number {
  const backoff = Math.min(LONGEST_S, FIRST_S * 2 ** Math.max(0, failures - 1));
  return Math.max(asked, Math.round(backoff * (1 + chance / 4)));
}

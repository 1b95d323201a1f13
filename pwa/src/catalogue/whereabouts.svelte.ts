/** Where the phone is, as codes of listed places. The position itself is dropped at once (DESIGN, decision 9). */
import type { Place } from "./field.ts";
import { nearest } from "./nearest.ts";

const FRESH_MS = 2 * 60 * 1000;

class Whereabouts {
  /** Codes of listed places, the nearest first; empty where the phone does not know or may not say. */
  near = $state<string[]>([]);
  private looked = 0;

  /**
   * Look again, unless that was just done. With `ask` the phone may put the question to its owner; without, only an answer
   * already given counts.
   */
  async look(places: Place[], ask: boolean): Promise<void> {
    if (!("geolocation" in navigator) || Date.now() - this.looked < FRESH_MS) return;
    if (!ask && !(await this.granted())) return;
    this.looked = Date.now();
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => (this.near = nearest(places, coords.latitude, coords.longitude)),
      () => (this.looked = 0),
      { maximumAge: FRESH_MS, timeout: 10_000 },
    );
  }

  private async granted(): Promise<boolean> {
    try {
      return (await navigator.permissions.query({ name: "geolocation" })).state === "granted";
    } catch {
      return false; // an older browser that cannot be asked: wait until the form asks its owner
    }
  }
}

export const whereabouts = new Whereabouts();

/** The words of shifts, patrols, findings and questions about visits, which come along with the screens that say them. */
import { speed as swedish } from "./sv.speed.ts";
import { english } from "./words.svelte.ts";

export type Speed = typeof swedish;

/** These words in the language in use. */
export function speed(): Speed {
  return english()?.speed ?? swedish;
}

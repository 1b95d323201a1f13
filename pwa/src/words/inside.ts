/** The words of every screen but the first, which come along with those screens. */
import { inside as swedish } from "./sv.inside.ts";
import { english } from "./words.svelte.ts";

export type Inside = typeof swedish;

/** These words in the language in use. */
export function inside(): Inside {
  return english()?.inside ?? swedish;
}

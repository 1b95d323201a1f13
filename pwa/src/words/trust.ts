/** The words of locks, rescues and lost letters, which come along with the screens that say them. */
import { trust as swedish } from "./sv.trust.ts";
import { english } from "./words.svelte.ts";

export type Trust = typeof swedish;

/** These words in the language in use. */
export function trust(): Trust {
  return english()?.trust ?? swedish;
}

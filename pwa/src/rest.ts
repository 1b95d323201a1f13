/**
 * All that comes after the first screen, in one piece: every other screen, what the first one shows once it can, and handing in.
 * Fetched as soon as the first screen is there, and kept on the phone by the service worker.
 */
import "./look/icons.inside.ts";
export { keepContact } from "./contact.ts";
export { default as ChooseScreen } from "./lock/ChooseScreen.svelte";
export { default as LockScreen } from "./lock/LockScreen.svelte";
export { openShelves } from "./outbox/formats.ts";
export { default as PatrolScreen } from "./patrol/PatrolScreen.svelte";
export { default as ActivityScreen } from "./screens/ActivityScreen.svelte";
export { default as AllScreen } from "./screens/AllScreen.svelte";
export { default as ClosedScreen } from "./screens/ClosedScreen.svelte";
export { default as FormScreen } from "./screens/FormScreen.svelte";
export { default as HelpScreen } from "./screens/HelpScreen.svelte";
export { default as MineScreen } from "./screens/MineScreen.svelte";
export { default as NextHint } from "./screens/NextHint.svelte";
export { default as NextScreen } from "./screens/NextScreen.svelte";
export { default as PledgeScreen } from "./screens/PledgeScreen.svelte";
export { default as SavedNotice } from "./screens/SavedNotice.svelte";
export { default as ShiftScreen } from "./shift/ShiftScreen.svelte";

/** Every screen but the first, and what that shows once it can: fetched as soon as that is shown, and kept on the phone by the service worker. */
export { default as ChooseScreen } from "../lock/ChooseScreen.svelte";
export { default as LockScreen } from "../lock/LockScreen.svelte";
export { default as PatrolScreen } from "../patrol/PatrolScreen.svelte";
export { default as ShiftScreen } from "../shift/ShiftScreen.svelte";
export { default as ActivityScreen } from "./ActivityScreen.svelte";
export { default as AllScreen } from "./AllScreen.svelte";
export { default as ClosedScreen } from "./ClosedScreen.svelte";
export { default as FormScreen } from "./FormScreen.svelte";
export { default as HelpScreen } from "./HelpScreen.svelte";
export { default as MineScreen } from "./MineScreen.svelte";
export { default as NextHint } from "./NextHint.svelte";
export { default as NextScreen } from "./NextScreen.svelte";
export { default as NotYet } from "./NotYet.svelte";
export { default as PledgeScreen } from "./PledgeScreen.svelte";

/** This file glues together: the look, the language, the app and its service worker. */
import { mount } from "svelte";
import "../../backend/web/static/look/tokens.css";
import "../../backend/web/static/look/base.css";
import "./look/app.css";
import "./look/field.css";
import App from "./App.svelte";
import "./install.svelte.ts"; // listens from the start: browsers offer once
import { logbook } from "./logbook.svelte.ts";
import { theme, wear } from "./theme.ts";
import { update } from "./update.svelte.ts";
import { choose, chosen } from "./words/words.svelte.ts";

const AGAIN_MS = 2000;
const TRIED = "faltlogg tried";

/** All of it at once, so that a page never lacks a screen later: a new version may have taken its files away. */
async function fetchRest(): Promise<typeof import("./rest.ts")> {
  try {
    const rest = await import("./rest.ts");
    sessionStorage.removeItem(TRIED);
    return rest;
  } catch (error) {
    console.error(error);
    return again();
  }
}

/**
 * It was lost on the way, before the phone kept it, or a new version took over at this very moment. A page does not get it a second time,
 * so the page is loaded anew as soon as the server answers, less and less often. Nothing is being written yet: forms come with the rest.
 */
async function again(): Promise<never> {
  for (;;) {
    const tried = Number(sessionStorage.getItem(TRIED));
    await new Promise((go) => setTimeout(go, AGAIN_MS * 2 ** tried));
    if (!(await fetch("/app").then(({ ok }) => ok, () => false))) continue;
    sessionStorage.setItem(TRIED, String(Math.min(tried + 1, 8)));
    location.reload();
  }
}

// No top-level await: with one, what is shared with the later screens becomes a file of its own.
async function begin(): Promise<void> {
  wear(theme());
  await choose(chosen());
  const coming = fetchRest();
  mount(App, { target: document.body, props: { coming } });
  const looked = logbook.start(coming);
  void update.register();
  await (await coming).keepContact(looked);
}

void begin();

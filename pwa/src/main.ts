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

const AGAIN_MS = 3000;

/** All of it at once, so that a page never lacks a screen later: a new version may have taken its files away. */
async function fetchRest(): Promise<typeof import("./rest.ts")> {
  for (;;) {
    try {
      return await import("./rest.ts");
    } catch (error) {
      console.error(error); // lost on the way, before the phone kept it
      await new Promise((go) => setTimeout(go, AGAIN_MS));
    }
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

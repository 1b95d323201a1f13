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

wear(theme());
await choose(chosen());
mount(App, { target: document.body });
void logbook.start();
void update.register();

/** The service worker, as a table of events. It keeps the app's own files and nothing else: what the server answers is never cached here. */
import { answerFromShell, cleanUp, keepShell } from "./shell.ts";

declare const self: ServiceWorkerGlobalScope;

self.addEventListener("install", (event) => event.waitUntil(keepShell()));
self.addEventListener("activate", (event) => event.waitUntil(cleanUp().then(() => self.clients.claim())));
self.addEventListener("fetch", (event) => {
  const answer = answerFromShell(event.request);
  if (answer) event.respondWith(answer);
});
self.addEventListener("message", (event) => {
  if (event.data === "take over") event.waitUntil(self.skipWaiting());
});

/** The files of this version of the app. */

/** Filled in by the build: a digest of the version, and the address of each of its files once. */
declare const __PRECACHE__: { version: string; files: string[] };
declare const self: ServiceWorkerGlobalScope;

const { version, files } = __PRECACHE__;
const PREFIX = "faltlogg shell ";
const NAME = PREFIX + version;
const PAGE = "/app/index.html";

/** Fetch every file of this version, past the browser's own cache. Fails as a whole, so a half version is never used. */
export async function keepShell(): Promise<void> {
  const cache = await caches.open(NAME);
  await cache.addAll(files.map((file) => new Request(file, { cache: "reload" })));
}

/** Forget earlier versions. */
export async function cleanUp(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== NAME).map((name) => caches.delete(name)));
}

/** The app's page for any address of the app, a file of the app for its own; nothing for all else, which goes to the network. */
export function answerFromShell(request: Request): Promise<Response> | null {
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return null;
  if (files.includes(pathname)) return stored(pathname, request);
  if (request.mode === "navigate" && (pathname === "/app" || pathname.startsWith("/app/"))) return stored(PAGE, request);
  return null;
}

async function stored(path: string, request: Request): Promise<Response> {
  const cache = await caches.open(NAME);
  return (await cache.match(path)) ?? fetch(request);
}

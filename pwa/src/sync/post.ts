/** Speaks with the server, and says in one word why it did not go. */
import type { Field } from "../catalogue/field.ts";

/** Why nothing came of it. Nothing is ever lost for any of these. */
export type Why = "no-answer" | "signed-out" | "other-member" | "not-field" | "busy" | "strange";

/** It did not go now. `wait`: seconds that the server asked for, 0 where it did not. */
export class NotNow extends Error {
  readonly why: Why;
  readonly wait: number;

  constructor(why: Why, wait = 0) {
    super(why);
    this.why = why;
    this.wait = wait;
  }
}

const TIMEOUT_MS = 25_000;

/** The session of whoever has opened their queue; null where the browser's own cookie speaks for them. */
let session: string | null = null;

/** Speak as somebody from now on. Members of one phone have a session each: one never speaks with another's. */
export function speakAs(secret: string | null): void {
  session = secret;
}

/** One request as whoever has opened their queue, or as whom `as` names. Rejects with `NotNow` where nobody answers. */
export async function ask(address: string, init: RequestInit = {}, as = session): Promise<Response> {
  try {
    return await fetch(address, {
      redirect: "error",
      ...init,
      credentials: "same-origin",
      cache: "no-store",
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: { accept: "application/json", "x-faltlogg": "1", ...(as === null ? {} : { authorization: `Session ${as}` }), ...init.headers },
    });
  } catch {
    throw new NotNow("no-answer");
  }
}

/** Why an answer is no use that ought to be one. */
export function strange(response: Response): NotNow {
  return new NotNow(response.status === 401 ? "signed-out" : "strange");
}

/** What an answer says. */
export async function read(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    throw new NotNow("no-answer"); // cut off on the way: as good as no answer
  }
}

/** The catalogue and the pledges' figures, or null where nothing has changed since `etag`. */
export async function fetchField(etag: string | null): Promise<{ field: Field; etag: string | null } | null> {
  const response = await ask("/api/field", etag === null ? {} : { headers: { "if-none-match": etag } });
  if (response.status === 304) return null;
  if (response.status === 403) throw new NotNow("not-field");
  if (!response.ok) throw strange(response);
  const field = (await read(response)) as Partial<Field> | null;
  if (!Array.isArray(field?.kinds) || !field.member || !field.partnership) throw new NotNow("strange"); // a network's own sign-in page
  return { field: field as Field, etag: response.headers.get("etag") };
}

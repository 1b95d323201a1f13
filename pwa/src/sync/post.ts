/** Speaks with the server, and says in one word why it did not go. */
import type { Field } from "../catalogue/field.ts";
import { Indigestible, type Send } from "../outbox/flush.ts";
import type { Answer } from "../outbox/letter.ts";
import type { Known } from "../outbox/shelves.ts";

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

/** Whose queue, in which language the server's words should be. */
export interface Sender {
  partnership: string;
  member: string;
  language: string;
}

const TIMEOUT_MS = 25_000;

/** The session of whoever has opened their queue; null where the browser's own cookie speaks for them. */
let session: string | null = null;

/** Speak as somebody from now on. Members of one phone have a session each: one never speaks with another's. */
export function speakAs(secret: string | null): void {
  session = secret;
}

/** One request as whoever has opened their queue. Rejects with `NotNow` where nobody answers. */
export async function ask(address: string, init: RequestInit = {}): Promise<Response> {
  try {
    return await fetch(address, {
      redirect: "error",
      ...init,
      credentials: "same-origin",
      cache: "no-store",
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: { accept: "application/json", "x-faltlogg": "1", ...(session === null ? {} : { authorization: `Session ${session}` }), ...init.headers },
    });
  } catch {
    throw new NotNow("no-answer");
  }
}

function refusal(response: Response): Error {
  switch (response.status) {
    case 401:
      return new NotNow("signed-out");
    case 403:
      return new NotNow("other-member");
    case 400:
    case 413:
    case 500:
      return new Indigestible(response.status);
    case 429:
    case 502:
    case 503:
    case 504:
      return new NotNow("busy", Number(response.headers.get("retry-after")) || 0);
    default:
      return new NotNow("strange");
  }
}

/** Why an answer is no use that ought to be one. */
export function strange(response: Response): NotNow {
  return new NotNow(response.status === 401 ? "signed-out" : "strange");
}

async function read(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    throw new NotNow("no-answer"); // cut off on the way: as good as no answer
  }
}

/**
 * A `Send` for the outbox: one batch to `POST /api/sync`. `skewed` is told by how many milliseconds the phone's clock is ahead of
 * the server's.
 */
export function sendAs({ partnership, member, language }: Sender, sentAt: () => string, skewed: (ms: number) => void = () => undefined): Send {
  return async ({ device, epoch, letters }) => {
    const before = Date.now();
    const response = await ask("/api/sync", {
      method: "POST",
      headers: { "content-type": "application/json", "accept-language": language },
      body: JSON.stringify({ partnership, member, device, epoch, sent_at: sentAt(), letters }),
    });
    if (!response.ok) throw refusal(response);
    const answer = (await read(response)) as Partial<Answer> | null;
    if (typeof answer?.epoch !== "string" || !Array.isArray(answer.receipts)) throw new NotNow("strange");
    const { server_time = "", safe = null, gaps = [] } = answer;
    const skew = (before + Date.now()) / 2 - Date.parse(server_time);
    if (!Number.isNaN(skew)) skewed(Math.round(skew));
    return { epoch: answer.epoch, receipts: answer.receipts, server_time, safe, gaps };
  };
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

/** The member's own activities of late, as the server has them. */
export async function fetchMine(limit: number): Promise<Known[]> {
  const response = await ask(`/api/mine?limit=${limit}`);
  if (!response.ok) throw strange(response);
  return ((await read(response)) as { activities: Known[] }).activities;
}

/** Numbers of letters that the server has never seen, though it has seen later ones of the same device. */
export interface Gap {
  device: string;
  first: number;
  last: number;
  noticed_at: string;
}

/** What became of such letters. */
export type Cause = "recorded-anew" | "nothing-lost" | "lost";

/** Another record of what may be the same visit. `with`: a colleague's name, nothing across organisations. */
export interface VisitQuestion {
  mine: string;
  other: string;
  kind: string;
  place: string | null;
  occurred_at: string;
  state: "open" | "merged" | "parted";
  with: string | null;
}

export interface Questions {
  visits: VisitQuestion[];
  gaps: Gap[];
}

/** What the server asks of the member. */
export async function fetchQuestions(): Promise<Questions> {
  const response = await ask("/api/questions");
  if (!response.ok) throw strange(response);
  const { visits = [], gaps = [] } = (await read(response)) as Partial<Questions>;
  return { visits, gaps };
}

/** Say whether two records tell of one visit; the last word of either member holds. */
export async function answerVisit({ mine, other }: VisitQuestion, same: boolean): Promise<void> {
  const response = await ask("/api/visits", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ mine, other, same }) });
  if (!response.ok) throw strange(response);
}

/** Say what became of letters that never arrived. */
export async function settleGap({ device, first, last }: Gap, cause: Cause): Promise<void> {
  const body = JSON.stringify({ device, first, last, cause });
  const response = await ask("/api/gaps", { method: "POST", headers: { "content-type": "application/json" }, body });
  if (!response.ok) throw strange(response);
}

/** Take a member's session out of the browser's cookie, which is then empty; null where there is none of theirs. */
export async function takeSession(member: string): Promise<string | null> {
  const before = session;
  session = null; // the cookie is asked, not the session that was taken out of it last time
  try {
    const response = await ask(`/api/session?member=${encodeURIComponent(member)}`, { method: "POST" });
    if (!response.ok) throw strange(response);
    return ((await read(response)) as { session: string | null }).session;
  } finally {
    session = before;
  }
}

/** End the session. What is on the phone stays there. */
export async function signOut(): Promise<void> {
  const response = await ask("/ut", { method: "POST", redirect: "manual" });
  if (!response.ok && response.type !== "opaqueredirect" && response.status !== 401) throw new NotNow("strange");
}

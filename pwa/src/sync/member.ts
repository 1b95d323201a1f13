/** What is the member's own at the server: their activities and their session. */
import type { Known } from "../outbox/shelves.ts";
import { ask, NotNow, read, strange } from "./post.ts";

/** The member's own activities of late, as the server has them. */
export async function fetchMine(limit: number): Promise<Known[]> {
  const response = await ask(`/api/mine?limit=${limit}`);
  if (!response.ok) throw strange(response);
  return ((await read(response)) as { activities: Known[] }).activities;
}

/** Take a member's session out of the browser's cookie, which is then empty; null where there is none of theirs. */
export async function takeSession(member: string): Promise<string | null> {
  // The cookie is asked, not the session that was taken out of it last time.
  const response = await ask(`/api/session?member=${encodeURIComponent(member)}`, { method: "POST" }, null);
  if (!response.ok) throw strange(response);
  return ((await read(response)) as { session: string | null }).session;
}

/** End the session. What is on the phone stays there. */
export async function signOut(): Promise<void> {
  const response = await ask("/ut", { method: "POST", redirect: "manual" });
  if (!response.ok && response.type !== "opaqueredirect" && response.status !== 401) throw new NotNow("strange");
}

/** Hands one batch of letters to the server. */
import { Indigestible, type Send } from "../outbox/flush.ts";
import type { Answer } from "../outbox/letter.ts";
import { ask, NotNow, read } from "./post.ts";

/** Whose queue, in which language the server's words should be. */
export interface Sender {
  partnership: string;
  member: string;
  language: string;
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

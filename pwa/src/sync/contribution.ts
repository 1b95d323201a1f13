/** What the member's own records became, as `GET /api/contribution` tells. Asked for when it is looked at, and kept nowhere. */
import { ask, NotNow, strange } from "./post.ts";

/** One rule of a promise: `value` of its `total` is the member's own. `total` is no number where it may not be told. */
export interface OwnPart {
  of: string;
  type: string;
  name?: { sv: string; en: string };
  value: number;
  total?: number | { fewer_than: number };
  counted: number;
  not_yet?: unknown[];
}

/** A promise that looks at the member's records. */
export interface OwnPromise {
  pledge: string;
  commitment: string;
  parts: OwnPart[];
}

export interface Contribution {
  recorded: number;
  crew: number;
  counted: number;
  not_yet: number;
  promises: OwnPromise[];
}

/** This year's, as it stands. */
export async function fetchContribution(): Promise<Contribution> {
  const response = await ask("/api/contribution");
  if (!response.ok) throw strange(response);
  const told = (await response.json()) as Partial<Contribution>;
  if (!Array.isArray(told.promises)) throw new NotNow("strange");
  return told as Contribution;
}

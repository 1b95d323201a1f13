/** What the server asks of the member, and what they answer. */
import { ask, read, strange } from "./post.ts";

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

/**
 * What the phone hands in and what comes back, exactly as WIRE says.
 *
 * Times are ISO 8601 with the phone's own offset; ids are UUIDs, those of activities and commands of version 7.
 */

/** One place a patrol passed, and for how many minutes. */
export interface Stop {
  place: string;
  minutes: number;
}

/** An officer's claim about something done in the field. A field that says nothing is left out. */
export interface Report {
  kind: string;
  occurred_at: string;
  minutes?: number;
  place?: string;
  stops?: Stop[];
  zone?: string;
  joint?: string[];
  crew?: string[];
  problem?: string;
  actions?: string[];
  people?: number;
  answers?: Record<string, string>;
  results?: Record<string, number>;
  note?: string;
}

/** What the checks may find in a note; `confirmed` names those the writer chose to keep. `number`: a personal number but for its check digit. */
export type Finding = "number" | "phone" | "email" | "plate" | "name";

interface Envelope {
  command: string;
  seq: number;
  activity: string;
  recorded_at: string;
}

export interface RecordLetter extends Envelope {
  do: "record";
  report: Report;
  confirmed: Finding[];
}

/** `version` is the one that the writer saw. */
export interface CorrectLetter extends Envelope {
  do: "correct";
  version: number;
  reason: string;
  report: Report;
  confirmed?: Finding[];
}

export interface WithdrawLetter extends Envelope {
  do: "withdraw";
  version: number;
  reason: string;
  confirmed?: Finding[];
}

export type Letter = RecordLetter | CorrectLetter | WithdrawLetter;

type Unnumbered<L> = L extends Letter ? Omit<L, "seq" | "command"> : never;

/** A letter before the queue has given it its number and its command. */
export type Wish = Unnumbered<Letter>;

export interface Kept {
  letter: number;
  command: string | null;
  outcome: "kept";
  activity: string;
  version: number;
  position: number;
}

export interface Refused {
  letter: number;
  command: string | null;
  outcome: "refused";
  code: string;
  field?: string | null;
  message?: string | null;
  /** The current version, where `code` is `stale`. */
  version?: number | null;
}

export interface Later {
  letter: number;
  command: string | null;
  outcome: "later";
  code: string;
}

export type Receipt = Kept | Refused | Later;

/**
 * The server's answer to one batch. `safe` is the position that no restore of this epoch can lose, nothing where nothing is
 * backed up. `gaps` are the sequence numbers, first and last, that the server has not seen.
 */
export interface Answer {
  epoch: string;
  server_time: string;
  safe: number | null;
  gaps: [number, number][];
  receipts: Receipt[];
}

/** A report that says nothing of its note. */
export function unnoted({ note: _, ...report }: Report): Report {
  return report;
}

/** Whether two reports say the same, whatever order their fields were filled in. */
export function same(one: Report, other: Report): boolean {
  return canonical(one) === canonical(other);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** Shelves of their own for each test, and a server that answers as it is told. */
import "fake-indexeddb/auto";
import { Indigestible, type Batch, type Send } from "../../src/outbox/flush.ts";
import { uuid7 } from "../../src/outbox/ids.ts";
import type { Answer, Letter, Receipt, Report } from "../../src/outbox/letter.ts";
import { put } from "../../src/outbox/put.ts";
import { newKey, sealWith } from "../../src/lock/seal.ts";
import { openNamed } from "../../src/outbox/formats.ts";
import type { Shelves } from "../../src/outbox/shelves.ts";

export const AT = "2026-05-04T20:50:00+02:00";
export const VISIT: Report = { kind: "platsbesok", occurred_at: "2026-05-04T20:30:00+02:00", place: "ankarsrum" };

let opened = 0;

export async function emptyShelves(): Promise<Shelves> {
  return openNamed(`test ${(opened += 1)}`, sealWith(await newKey()));
}

/** Record a visit and give its activity's id. */
export async function recorded(shelves: Shelves, report: Report = VISIT): Promise<string> {
  const activity = uuid7();
  await put(shelves, { do: "record", activity, recorded_at: AT, report, confirmed: [] });
  return activity;
}

export async function corrected(shelves: Shelves, activity: string, version: number, report: Report): Promise<Letter> {
  return put(shelves, { do: "correct", activity, version, reason: "fel plats", recorded_at: AT, report });
}

export async function withdrawn(shelves: Shelves, activity: string, version: number): Promise<Letter> {
  return put(shelves, { do: "withdraw", activity, version, reason: "dubblett", recorded_at: AT });
}

export const numbers = (shelf: { letter: Letter }[]): number[] => shelf.map(({ letter }) => letter.seq);

/** A server after WIRE: streams with versions, commands known again, notes with "19900101" refused, an epoch that can change. */
export class Server {
  epoch = "first";
  safe: number | null = null;
  batches: Batch[] = [];
  /** Numbers of letters that make a whole batch unreadable. */
  indigestible = new Set<number>();
  private receipts = new Map<string, Receipt>();
  private versions = new Map<string, number>();
  private log = 0;

  /** Restored from a backup: everything after is gone, and the epoch is another. */
  restore(epoch: string): void {
    this.epoch = epoch;
    this.receipts.clear();
    this.versions.clear();
    this.log = 0;
    this.safe = null;
  }

  send: Send = async (batch) => {
    this.batches.push(batch);
    if (batch.letters.some(({ seq }) => this.indigestible.has(seq))) throw new Indigestible(400);
    return this.answer(batch);
  };

  answer({ letters }: Batch): Answer {
    const receipts = letters.map((letter, index) => ({ ...this.open(letter), letter: index, command: letter.command }) as Receipt);
    return { epoch: this.epoch, server_time: AT, safe: this.safe, gaps: [], receipts };
  }

  private open(letter: Letter): object {
    const known = this.receipts.get(letter.command);
    if (known) return known;
    const version = this.versions.get(letter.activity) ?? 0;
    if (letter.do !== "withdraw" && letter.report.note?.includes("19900101")) {
      return { outcome: "refused", code: "personal-number", field: "report.note", message: "…" };
    }
    if (letter.do !== "record") {
      if (letter.version < 1) return { outcome: "refused", code: "malformed", field: "version" };
      if (version === 0) return { outcome: "later", code: "unknown-activity" };
      if (version !== letter.version) return { outcome: "refused", code: "stale", field: "version", version };
    }
    this.versions.set(letter.activity, version + 1);
    const kept = { outcome: "kept", activity: letter.activity, version: version + 1, position: (this.log += 1) } as Receipt;
    this.receipts.set(letter.command, kept);
    return kept;
  }
}

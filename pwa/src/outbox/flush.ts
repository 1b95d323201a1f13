/** Hands in what waits, and lets go of exactly what the server names. Knows no network: `send` is handed in. */
import type { Answer, Letter } from "./letter.ts";
import { device } from "./put.ts";
import { settle } from "./settle.ts";
import { fact, type Shelves } from "./shelves.ts";

/** One batch as the queue sees it. */
export interface Batch {
  device: string;
  epoch: string | null;
  letters: Letter[];
}

/** Hand a batch to the server. Rejects with `Indigestible` when it cannot be read as a whole, with anything else when nobody answered. */
export type Send = (batch: Batch) => Promise<Answer>;

/** The server could not take the batch as a whole (400, 413, 500): one letter in it may be to blame. */
export class Indigestible extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`the batch was answered ${status}`);
    this.status = status;
  }
}

/** What came of a flush. `left` is how many letters still wait, `troubled` how many of them the server cannot read. */
export interface Flushed {
  kept: number;
  refused: number;
  left: number;
  troubled: number;
}

/** Lone letters in a row that the server cannot take before we believe that the fault is the server's. */
const PATIENCE = 3;
/** Epochs that may follow upon another in one flush. */
const RESTORES = 3;

/**
 * Hand in everything that waits, `size` letters at a time, each at most once. A batch that cannot be read is handed in by halves,
 * down to the one letter to blame, which stays and is tried alone from then on. Rejects, losing nothing, when nobody answers.
 */
export async function flush(db: Shelves, send: Send, size = 50, told: () => void = () => undefined): Promise<Flushed> {
  const outcome: Flushed = { kept: 0, refused: 0, left: 0, troubled: 0 };
  const offered = new Set<number>();
  const self = await device(db);
  let alone = 0;
  let restores = 0;

  async function handIn(letters: Letter[]): Promise<void> {
    let answer: Answer;
    try {
      answer = await send({ device: self, epoch: (await fact(db, "epoch")) ?? null, letters });
    } catch (error) {
      if (!(error instanceof Indigestible)) throw error;
      if (letters.length > 1) {
        const middle = Math.ceil(letters.length / 2);
        await handIn(letters.slice(0, middle));
        return handIn(letters.slice(middle));
      }
      await blame(db, letters[0]!, error.status);
      outcome.troubled += 1;
      if (++alone >= PATIENCE) throw error;
      return;
    }
    alone = 0;
    const settled = await settle(db, letters, answer, new Date());
    outcome.kept += settled.kept;
    outcome.refused += settled.refused;
    if (settled.restored) {
      if (++restores > RESTORES) throw new Error("the server's epoch changes with every answer");
      offered.clear();
    }
    told();
  }

  for (;;) {
    const waiting = (await db.getAll("waiting")).filter(({ letter }) => !offered.has(letter.seq));
    const sound = waiting.filter(({ trouble }) => trouble === undefined);
    const batch = (sound.length > 0 ? sound.slice(0, size) : waiting.slice(0, 1)).map(({ letter }) => letter);
    if (batch.length === 0) break;
    for (const { seq } of batch) offered.add(seq);
    await handIn(batch);
  }
  outcome.left = await db.count("waiting");
  return outcome;
}

async function blame(shelves: Shelves, letter: Letter, status: number): Promise<void> {
  await shelves.change(async (desk) => {
    const entry = await desk.get("waiting", letter.seq);
    if (entry) desk.put("waiting", { ...entry, trouble: status });
  });
}

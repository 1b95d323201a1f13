import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { openDB } from "idb";
import { sealWith } from "../../src/lock/seal.ts";
import { drafts } from "../../src/outbox/drafts.ts";
import { flush } from "../../src/outbox/flush.ts";
import { openShelves, waitingIn } from "../../src/outbox/formats.ts";
import { readMine } from "../../src/outbox/mine.ts";
import { device } from "../../src/outbox/put.ts";
import { isOld, openQueue } from "../../src/outbox/queue.ts";
import { fact, type Shelves } from "../../src/outbox/shelves.ts";
import { numbers, recorded, Server } from "./given.ts";

const first = read("1.json") as Record<"waiting" | "sent" | "refused" | "drafts" | "known", object[]> & { facts: Record<string, unknown> };
const second = read("2.json") as { key: string; rows: { at: [string, string | number]; clear?: unknown; iv?: string; text?: string }[] };

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`./formats/${name}`, import.meta.url), "utf8"));
}

const bytes = (text: string) => Uint8Array.from(Buffer.from(text, "base64"));

/** The key that the second fixture was sealed with; the first, which lay open, may get it too. */
async function key(): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", bytes(second.key), "AES-GCM", true, ["encrypt", "decrypt"]);
}

/** A queue as the first version left it. */
async function written1(name: string): Promise<void> {
  const db = await openDB(name, 1, {
    upgrade(db) {
      for (const shelf of ["waiting", "sent", "refused"]) db.createObjectStore(shelf, { keyPath: "letter.seq" });
      db.createObjectStore("drafts", { keyPath: "id" });
      db.createObjectStore("known", { keyPath: "activity" });
      db.createObjectStore("facts");
    },
  });
  for (const shelf of ["waiting", "sent", "refused", "drafts", "known"] as const) for (const row of first[shelf]) await db.put(shelf, row);
  for (const [name, value] of Object.entries(first.facts)) await db.put("facts", value, name);
  db.close();
}

/** A queue as the second version left it. */
async function written2(name: string): Promise<void> {
  const db = await openDB(name, 2, { upgrade: (db) => void db.createObjectStore("sealed") });
  for (const { at, clear, iv, text } of second.rows) {
    await db.put("sealed", iv === undefined ? { clear } : { iv: bytes(iv), text: bytes(text!).buffer }, at);
  }
  db.close();
}

async function all(shelves: Shelves): Promise<object> {
  const { waiting, sent, refused, drafts } = await shelves.read(["waiting", "sent", "refused", "drafts"]);
  const facts = Object.fromEntries(await Promise.all(Object.keys(first.facts).map(async (name) => [name, await fact(shelves, name)])));
  return { waiting, sent, refused, drafts, known: await fact(shelves, "known"), facts };
}

for (const [format, written] of [[1, written1], [2, written2]] as const) {
  test(`a queue of format ${format} is brought forward whole, and goes on with its numbers and its device`, async () => {
    const name = `format ${format}`;
    await written(name);
    const db = await openQueue(name);
    assert.equal(await waitingIn(db), 2, "counted before anybody has opened it");
    const shelves = await openShelves(db, sealWith(await key()));
    assert.deepEqual(await all(shelves), first);
    assert.equal(await isOld(db), false);
    assert.equal(await waitingIn(db), 2);
    assert.equal(await device(shelves), first.facts["device"]);
    assert.equal((await drafts(shelves))[0]!.kind, "platsbesok");
    assert.equal((await readMine(shelves)).length, 4);
    await recorded(shelves);
    const server = new Server();
    server.epoch = "first";
    await flush(shelves, server.send);
    assert.deepEqual(numbers(await shelves.getAll("sent")), [1, 3, 4, 5]);
    await shelves.close();
    const again = await openShelves(await openQueue(name), sealWith(await key()));
    assert.deepEqual(numbers(await again.getAll("sent")), [1, 3, 4, 5], "brought forward once");
  });

  test(`two windows that bring a queue of format ${format} forward at once lose and double nothing`, async () => {
    const name = `format ${format} twice`;
    await written(name);
    const seal = sealWith(await key());
    const [one, other] = await Promise.all([openShelves(await openQueue(name), seal), openShelves(await openQueue(name), seal)]);
    await recorded(one);
    await recorded(other);
    assert.deepEqual(numbers(await one.getAll("waiting")), [3, 4, 5, 6]);
  });
}

test("nothing that a member wrote or may read lies open on the phone", async () => {
  await written1("laid open");
  const db = await openQueue("laid open");
  const shelves = await openShelves(db, sealWith(await key()));
  await recorded(shelves, { kind: "platsbesok", occurred_at: "2026-05-04T20:30:00+02:00", note: "Mörkt vid stationen." });
  const stores = (db as unknown as { objectStoreNames: DOMStringList }).objectStoreNames;
  let clear = "";
  for (const store of stores) {
    for (const row of await db.getAll(store as "rows")) clear += "iv" in row ? Buffer.from(row.text).toString("latin1") : JSON.stringify(row);
  }
  for (const word of ["Mörkt", "station", "platsbesok", "gamleby", "Jonas", "Anna"]) assert.ok(!clear.includes(word), word);
});

test("a box opens in its own place alone", async () => {
  const seal = sealWith(await key());
  const box = await seal.close({ note: "Lugnt." }, "one");
  assert.deepEqual(await seal.open(box, "one"), { note: "Lugnt." });
  await assert.rejects(seal.open(box, "other"));
});

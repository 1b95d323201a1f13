import assert from "node:assert/strict";
import { test } from "node:test";
import { flush } from "../../src/outbox/flush.ts";
import { readMine } from "../../src/outbox/mine.ts";
import { put } from "../../src/outbox/put.ts";
import { same } from "../../src/outbox/letter.ts";
import { KEPT_MS, settle } from "../../src/outbox/settle.ts";
import { AT, corrected, emptyShelves, numbers, recorded, Server, VISIT, withdrawn } from "./given.ts";

const ANSWER = { epoch: "first", server_time: AT, safe: null, gaps: [], receipts: [] };

test("after a restore, letters that were not safe are handed in again with their numbers and commands", async () => {
  const shelves = await emptyShelves();
  const server = new Server();
  await recorded(shelves);
  await recorded(shelves);
  await flush(shelves, server.send);
  const commands = (await shelves.getAll("sent")).map(({ letter }) => letter.command);
  server.restore("second");
  await recorded(shelves);
  await flush(shelves, server.send);
  assert.deepEqual(numbers(await shelves.getAll("sent")), [1, 2, 3]);
  assert.deepEqual((await shelves.getAll("sent")).slice(0, 2).map(({ letter }) => letter.command), commands);
  assert.deepEqual(new Set((await shelves.getAll("sent")).map(({ epoch }) => epoch)), new Set(["second"]));
});

test("what was safe in the epoch before stays where it is", async () => {
  const shelves = await emptyShelves();
  const server = new Server();
  await recorded(shelves);
  await recorded(shelves);
  server.safe = 1;
  await flush(shelves, server.send);
  server.restore("second");
  await recorded(shelves);
  await flush(shelves, server.send);
  assert.deepEqual((await shelves.getAll("sent")).map(({ epoch }) => epoch), ["first", "second", "second"]);
});

test("a kept letter is dropped when it is both safe and thirty days old", async () => {
  const shelves = await emptyShelves();
  const server = new Server();
  await recorded(shelves);
  await recorded(shelves);
  await flush(shelves, server.send);
  const young = new Date(Date.now() + KEPT_MS - 60_000);
  const old = new Date(Date.now() + KEPT_MS + 60_000);
  await settle(shelves, [], { ...ANSWER, safe: 1 }, young);
  assert.equal(await shelves.count("sent"), 2);
  await settle(shelves, [], { ...ANSWER, safe: 1 }, old);
  assert.deepEqual(numbers(await shelves.getAll("sent")), [2]);
});

test("where nothing is backed up, thirty days are enough", async () => {
  const shelves = await emptyShelves();
  const server = new Server();
  await recorded(shelves);
  await flush(shelves, server.send);
  await settle(shelves, [], ANSWER, new Date(Date.now() + KEPT_MS + 60_000));
  assert.equal(await shelves.count("sent"), 0);
});

test("a refused record can be mended: a new command and number, the same activity", async () => {
  const shelves = await emptyShelves();
  const server = new Server();
  const activity = await recorded(shelves, { ...VISIT, note: "19900101-1234" });
  await flush(shelves, server.send);
  const [turned] = await shelves.getAll("refused");
  assert.equal(turned!.code, "personal-number");
  const mended = await put(shelves, { do: "record", activity, recorded_at: AT, report: VISIT, confirmed: [] }, { mends: [turned!.letter.seq] });
  assert.notEqual(mended.command, turned!.letter.command);
  assert.equal(mended.seq, 2);
  await flush(shelves, server.send);
  assert.equal(await shelves.count("refused"), 0);
  assert.deepEqual((await readMine(shelves)).map(({ id, state, version }) => ({ id, state, version })), [{ id: activity, state: "sent", version: 1 }]);
});

test("a record refused after it was corrected on the phone is recorded as corrected, and every number is accounted for", async () => {
  const shelves = await emptyShelves();
  const server = new Server();
  const activity = await recorded(shelves, { ...VISIT, note: "19900101-1234" });
  await corrected(shelves, activity, 1, { ...VISIT, note: "Lugnt." });
  await flush(shelves, server.send);
  await flush(shelves, server.send);
  assert.equal(await shelves.count("refused"), 0);
  assert.equal(await shelves.count("waiting"), 0);
  assert.deepEqual(numbers(await shelves.getAll("sent")), [2, 3]);
  assert.equal((await readMine(shelves))[0]!.report.note, "Lugnt.");
});

test("a record refused after it was withdrawn on the phone is let go of", async () => {
  const shelves = await emptyShelves();
  const server = new Server();
  const activity = await recorded(shelves, { ...VISIT, note: "19900101-1234" });
  await withdrawn(shelves, activity, 1);
  await flush(shelves, server.send);
  assert.deepEqual(await readMine(shelves), []);
});

test("two reports are the same in whatever order their fields were filled in", () => {
  assert.ok(same({ ...VISIT, minutes: 20, note: "a" }, { note: "a", minutes: 20, ...VISIT }));
  assert.ok(!same({ ...VISIT, actions: ["a", "b"] }, { ...VISIT, actions: ["b", "a"] }));
});

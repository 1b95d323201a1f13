import assert from "node:assert/strict";
import { test } from "node:test";
import { flush } from "../../src/outbox/flush.ts";
import { learn } from "../../src/outbox/known.ts";
import { readMine, tally } from "../../src/outbox/mine.ts";
import { put } from "../../src/outbox/put.ts";
import { AT, corrected, emptyShelves, recorded, Server, VISIT, withdrawn } from "./given.ts";

test("a waiting record that is corrected and withdrawn shows its end, and the next letter's version", async () => {
  const shelves = await emptyShelves();
  const activity = await recorded(shelves);
  await corrected(shelves, activity, 1, { ...VISIT, place: "karstorp" });
  let [mine] = await readMine(shelves);
  assert.equal(mine!.report.place, "karstorp");
  assert.equal(mine!.version, 2);
  assert.equal(mine!.state, "held");
  await withdrawn(shelves, activity, 2);
  [mine] = await readMine(shelves);
  assert.ok(mine!.withdrawn);
  assert.equal(mine!.version, 3);
});

test("corrections of a record not yet sent are all kept in one flush", async () => {
  const shelves = await emptyShelves();
  const server = new Server();
  const activity = await recorded(shelves);
  await corrected(shelves, activity, 1, { ...VISIT, place: "karstorp" });
  await withdrawn(shelves, activity, 2);
  assert.deepEqual(await flush(shelves, server.send), { kept: 3, refused: 0, left: 0, troubled: 0 });
  assert.deepEqual((await readMine(shelves)).map(({ state, version, withdrawn: gone }) => [state, version, gone]), [["sent", 3, true]]);
});

test("a stale correction is mended from the version the server named", async () => {
  const shelves = await emptyShelves();
  const server = new Server();
  const activity = await recorded(shelves);
  await flush(shelves, server.send);
  await server.send({ device: "other", epoch: null, letters: [{ do: "correct", command: "c", seq: 1, activity, version: 1, reason: "", recorded_at: AT, report: { ...VISIT, minutes: 5 } }] });
  await corrected(shelves, activity, 1, { ...VISIT, place: "karstorp" });
  await flush(shelves, server.send);
  const [mine] = await readMine(shelves);
  assert.equal(mine!.state, "refused");
  assert.equal(mine!.version, 2);
  const mends = mine!.refusals.map(({ letter }) => letter.seq);
  await put(shelves, { do: "correct", activity, version: mine!.version, reason: "fel plats", recorded_at: AT, report: VISIT }, { mends });
  assert.deepEqual(await flush(shelves, server.send), { kept: 1, refused: 0, left: 0, troubled: 0 });
});

test("what the server knows is shown on a phone that did not hand it in, and a newer version replaces an older letter", async () => {
  const shelves = await emptyShelves();
  const server = new Server();
  const activity = await recorded(shelves);
  await flush(shelves, server.send);
  const elsewhere = { report: { ...VISIT, place: "gamleby" }, withdrawn: false, recorded_at: AT, received_at: AT };
  await learn(shelves, [{ activity, version: 2, ...elsewhere }, { activity: "other", version: 1, ...elsewhere }]);
  const mine = await readMine(shelves);
  assert.deepEqual(mine.map(({ report, version }) => [report.place, version]).sort(), [["gamleby", 1], ["gamleby", 2]]);
  await learn(shelves, [{ activity, version: 1, ...elsewhere }]);
  assert.equal((await readMine(shelves))[0]!.report.place, "ankarsrum");
});

test("a reason that turns its way of reading turns nothing of the sentence it is told in", async () => {
  const shelves = await emptyShelves();
  const activity = await recorded(shelves);
  await put(shelves, { do: "withdraw", activity, version: 1, reason: "fel \u202eplats", recorded_at: AT });
  const [mine] = await readMine(shelves);
  assert.equal(mine!.steps.at(-1)!.reason, "fel plats");
  const { waiting } = await shelves.read(["waiting"]);
  assert.ok(waiting.some(({ letter }) => letter.do === "withdraw" && letter.reason === "fel \u202eplats"));
});

test("a note that the server no longer has was erased there, and a correction from here does not speak of it", async () => {
  const shelves = await emptyShelves();
  const server = new Server();
  await put(shelves, { do: "record", activity: "noted", recorded_at: AT, report: { ...VISIT, note: "Kalle vid kiosken" }, confirmed: [] });
  await flush(shelves, server.send);
  const told = { activity: "noted", withdrawn: false, recorded_at: AT, received_at: AT };
  await learn(shelves, [{ ...told, version: 1, report: { ...VISIT, note: "Kalle vid kiosken" } }]);
  assert.equal((await readMine(shelves))[0]!.report.note, "Kalle vid kiosken");
  await learn(shelves, [{ ...told, version: 1, report: VISIT }]);
  const [mine] = await readMine(shelves);
  assert.deepEqual([mine!.report, mine!.version, mine!.state], [VISIT, 1, "sent"]);
  await put(shelves, { do: "correct", activity: "noted", version: 1, reason: "", recorded_at: AT, report: { ...VISIT, note: "Ny" }, confirmed: [] });
  await flush(shelves, server.send);
  assert.equal((await readMine(shelves))[0]!.report.note, "Ny");
});

test("an erased note leaves the phone, once its letter will never be handed in again", async () => {
  const shelves = await emptyShelves();
  const server = new Server();
  await put(shelves, { do: "record", activity: "noted", recorded_at: AT, report: { ...VISIT, note: "Kalle vid kiosken" }, confirmed: [] });
  await flush(shelves, server.send);
  const gone = { activity: "noted", version: 1, report: VISIT, withdrawn: false, recorded_at: AT, received_at: AT };
  const [before] = await shelves.getAll("sent");
  await learn(shelves, [gone]);
  assert.deepEqual(await shelves.getAll("sent"), [before]);
  server.safe = 1;
  await recorded(shelves);
  await flush(shelves, server.send);
  await learn(shelves, [{ ...gone, report: { ...VISIT, note: "Kalle vid kiosken" } }]);
  assert.ok(JSON.stringify(await shelves.getAll("sent")).includes("Kalle"));
  await learn(shelves, [gone]);
  const [after] = await shelves.getAll("sent");
  assert.deepEqual(after, { ...before, safe: true, letter: { ...before!.letter, report: VISIT } });
});

test("activities are counted by state", async () => {
  const shelves = await emptyShelves();
  const server = new Server();
  await recorded(shelves);
  await recorded(shelves, { ...VISIT, note: "19900101" });
  await flush(shelves, server.send);
  await recorded(shelves);
  assert.deepEqual(tally(await readMine(shelves)), { all: 3, held: 1, refused: 1, sent: 1 });
});

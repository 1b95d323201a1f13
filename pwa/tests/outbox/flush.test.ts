import assert from "node:assert/strict";
import { test } from "node:test";
import { flush, Indigestible } from "../../src/outbox/flush.ts";
import { settle } from "../../src/outbox/settle.ts";
import { corrected, emptyShelves, numbers, recorded, Server, VISIT } from "./given.ts";

test("what the server keeps leaves the waiting shelf, in the order it was written", async () => {
  const shelves = await emptyShelves();
  const server = new Server();
  for (let i = 0; i < 3; i += 1) await recorded(shelves);
  assert.deepEqual(await flush(shelves, server.send), { kept: 3, refused: 0, left: 0, troubled: 0 });
  assert.deepEqual(numbers(await shelves.getAll("sent")), [1, 2, 3]);
  assert.deepEqual(server.batches[0]!.letters.map(({ seq }) => seq), [1, 2, 3]);
});

test("at most fifty letters travel together", async () => {
  const shelves = await emptyShelves();
  const server = new Server();
  for (let i = 0; i < 120; i += 1) await recorded(shelves);
  await flush(shelves, server.send);
  assert.deepEqual(server.batches.map(({ letters }) => letters.length), [50, 50, 20]);
});

test("a cut connection loses nothing, and the same letters with the same commands go again", async () => {
  const shelves = await emptyShelves();
  const server = new Server();
  await recorded(shelves);
  const cut = async (batch: Parameters<typeof server.send>[0]) => {
    await server.send(batch);
    throw new TypeError("Failed to fetch");
  };
  await assert.rejects(flush(shelves, cut));
  assert.equal(await shelves.count("waiting"), 1);
  assert.deepEqual(await flush(shelves, server.send), { kept: 1, refused: 0, left: 0, troubled: 0 });
  assert.equal(server.batches[0]!.letters[0]!.command, server.batches[1]!.letters[0]!.command);
  assert.equal((await shelves.getAll("sent"))[0]!.position, 1);
});

test("one letter that cannot be read stays alone, and all others are kept", async () => {
  const shelves = await emptyShelves();
  const server = new Server();
  for (let i = 0; i < 10; i += 1) await recorded(shelves);
  server.indigestible.add(7);
  assert.deepEqual(await flush(shelves, server.send), { kept: 9, refused: 0, left: 1, troubled: 1 });
  assert.deepEqual(numbers(await shelves.getAll("waiting")), [7]);
  server.batches.length = 0;
  await recorded(shelves);
  await flush(shelves, server.send);
  assert.deepEqual(server.batches.map(({ letters }) => letters.map(({ seq }) => seq)), [[11], [7]]);
});

test("a server that can read nothing is left alone after a few letters", async () => {
  const shelves = await emptyShelves();
  let asked = 0;
  for (let i = 0; i < 50; i += 1) await recorded(shelves);
  const broken = async () => {
    asked += 1;
    throw new Indigestible(500);
  };
  await assert.rejects(flush(shelves, broken), Indigestible);
  assert.equal(await shelves.count("waiting"), 50);
  assert.ok(asked < 15, `${asked} requests`);
});

test("a letter that the answer does not name stays", async () => {
  const shelves = await emptyShelves();
  const server = new Server();
  await recorded(shelves);
  await recorded(shelves);
  const forgetful = async (batch: Parameters<typeof server.send>[0]) => {
    const answer = server.answer(batch);
    return { ...answer, receipts: answer.receipts.slice(0, 1) };
  };
  assert.deepEqual(await flush(shelves, forgetful), { kept: 1, refused: 0, left: 1, troubled: 0 });
});

test("a receipt for another command than the one at its index moves nothing", async () => {
  const shelves = await emptyShelves();
  await recorded(shelves);
  const letters = (await shelves.getAll("waiting")).map(({ letter }) => letter);
  const receipts = [{ letter: 0, command: "another", outcome: "kept", activity: "x", version: 1, position: 1 }] as const;
  await settle(shelves, letters, { epoch: "first", server_time: "", safe: null, gaps: [], receipts: [...receipts] }, new Date());
  assert.equal(await shelves.count("waiting"), 1);
});

test("a letter ahead of its record waits, and one flush asks for it once", async () => {
  const shelves = await emptyShelves();
  const server = new Server();
  await corrected(shelves, "018f0000-0000-7000-8000-000000000001", 1, VISIT);
  assert.deepEqual(await flush(shelves, server.send), { kept: 0, refused: 0, left: 1, troubled: 0 });
  assert.equal(server.batches.length, 1);
});

test("all batches of a queue name the same device", async () => {
  const shelves = await emptyShelves();
  const server = new Server();
  await recorded(shelves);
  await flush(shelves, server.send);
  await recorded(shelves);
  await flush(shelves, server.send);
  assert.equal(new Set(server.batches.map(({ device }) => device)).size, 1);
  assert.deepEqual(server.batches.map(({ epoch }) => epoch), [null, "first"]);
});

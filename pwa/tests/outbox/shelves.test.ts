import assert from "node:assert/strict";
import { test } from "node:test";
import { newKey, sealWith } from "../../src/lock/seal.ts";
import { flush } from "../../src/outbox/flush.ts";
import { openShelves } from "../../src/outbox/formats.ts";
import { readMine } from "../../src/outbox/mine.ts";
import { openQueue } from "../../src/outbox/queue.ts";
import { fact, setFact } from "../../src/outbox/shelves.ts";
import { emptyShelves, numbers, recorded, Server, VISIT, withdrawn } from "./given.ts";

test("windows that write at the same time give out every number once", async () => {
  const seal = sealWith(await newKey());
  const windows = await Promise.all([1, 2, 3].map(async () => openShelves(await openQueue("several windows"), seal)));
  await Promise.all(Array.from({ length: 30 }, (_, i) => recorded(windows[i % 3]!)));
  assert.deepEqual(numbers(await windows[0]!.getAll("waiting")), Array.from({ length: 30 }, (_, i) => i + 1));
});

test("a change that fails leaves everything as it was", async () => {
  const shelves = await emptyShelves();
  await setFact(shelves, "known", []);
  await assert.rejects(
    shelves.change(async (desk) => {
      desk.put("facts", "another", "epoch");
      desk.put("facts", () => 1n, "cannot be sealed");
      throw new Error("cut short");
    }),
  );
  assert.equal(await fact(shelves, "epoch"), undefined);
});

test("a change sees what it has done itself", async () => {
  const shelves = await emptyShelves();
  await recorded(shelves);
  await recorded(shelves);
  await shelves.change(async (desk) => {
    const [one] = await desk.all("waiting");
    desk.delete("waiting", 1);
    desk.put("waiting", { ...one!, letter: { ...one!.letter, seq: 9 } });
    assert.equal(await desk.get("waiting", 1), undefined);
    assert.deepEqual(numbers(await desk.all("waiting")), [2, 9]);
  });
  assert.deepEqual(numbers(await shelves.getAll("waiting")), [2, 9]);
  assert.equal(await shelves.count("waiting", 3, 9), 1);
});

test("closing waits for what is being laid down", async () => {
  const seal = sealWith(await newKey());
  const shelves = await openShelves(await openQueue("closed"), seal);
  const writing = recorded(shelves);
  await shelves.close();
  await writing;
  assert.equal(await (await openShelves(await openQueue("closed"), seal)).count("waiting"), 1);
});

test("a record refused after it was withdrawn on the phone leaves no number unheard of", async () => {
  const shelves = await emptyShelves();
  const server = new Server();
  const activity = await recorded(shelves, { ...VISIT, note: "19900101-1234" });
  await withdrawn(shelves, activity, 1);
  await flush(shelves, server.send);
  assert.deepEqual(await readMine(shelves), []);
  await flush(shelves, server.send);
  assert.deepEqual([await shelves.count("waiting"), await shelves.count("refused")], [0, 0]);
  const [, , last] = server.batches.map(({ letters }) => letters);
  assert.deepEqual((last ?? server.batches.at(-1)!.letters).map(({ seq, do: what }) => [seq, what]), [[2, "withdraw"]]);
  assert.ok(!JSON.stringify(server.batches.at(-1)).includes("dubblett"));
});

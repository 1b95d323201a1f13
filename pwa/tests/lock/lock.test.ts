import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { test } from "node:test";
import { isLocked, lockOf, withoutLock } from "../../src/lock/lock.ts";
import { choosePin, isSimple, ROUNDS, waitAfter, withPin, WrongPin } from "../../src/lock/pin.ts";
import { sealWith } from "../../src/lock/seal.ts";
import { openShelves, waitingIn } from "../../src/outbox/formats.ts";
import { openQueue } from "../../src/outbox/queue.ts";
import { recorded } from "../outbox/given.ts";

const NOW = Date.parse("2026-05-04T20:50:00+02:00");

async function lockedQueue(name: string) {
  const db = await openQueue(name);
  const key = await withoutLock(db);
  const shelves = await openShelves(db, sealWith(key));
  await recorded(shelves);
  await choosePin(db, key, "482913");
  return db;
}

test("a queue opens with its PIN and with nothing else", async () => {
  const db = await lockedQueue("locked");
  assert.ok(isLocked(await lockOf(db)));
  await assert.rejects(withoutLock(db));
  await assert.rejects(withPin(db, "000000", NOW), WrongPin);
  const shelves = await openShelves(db, sealWith(await withPin(db, "482913", NOW)));
  assert.equal((await shelves.getAll("waiting")).length, 1);
});

test("a PIN costs at least 600,000 rounds, and only its box is kept", async () => {
  const db = await lockedQueue("slow");
  const lock = await lockOf(db);
  assert.ok(ROUNDS >= 600_000 && lock!.pin!.rounds === ROUNDS);
  assert.equal(lock!.phone, undefined);
  assert.equal(lock!.pin!.salt.length, 16);
});

test("wrong PINs cost more and more time, also over a relaunch, and wipe nothing", async () => {
  const db = await lockedQueue("patience");
  for (let i = 0; i < 3; i += 1) await assert.rejects(withPin(db, "111112", NOW), WrongPin);
  db.close();
  const again = await openQueue("patience");
  await assert.rejects(withPin(again, "482913", NOW + 4_999), (error) => error instanceof WrongPin && error.until === NOW + 5_000);
  await assert.rejects(withPin(again, "111112", NOW + 5_001), WrongPin);
  await assert.rejects(withPin(again, "482913", NOW + 15_000), WrongPin);
  await withPin(again, "482913", NOW + 15_002);
  assert.equal((await lockOf(again))!.wrong, 0);
  assert.equal(await waitingIn(again), 1);
});

test("nobody waits longer than a quarter of an hour, nor for ever because the clock was set back", async () => {
  assert.deepEqual([2, 3, 4, 5, 50].map(waitAfter), [0, 5_000, 10_000, 20_000, 900_000]);
  const db = await lockedQueue("set back");
  for (let i = 0; i < 3; i += 1) await assert.rejects(withPin(db, "111112", NOW), WrongPin);
  await withPin(db, "482913", NOW - 24 * 3600 * 1000);
});

test("two windows that open a new queue at once agree on its key", async () => {
  const [one, other] = await Promise.all([openQueue("new"), openQueue("new")]);
  const keys = await Promise.all([withoutLock(one), withoutLock(other)]);
  const raw = await Promise.all(keys.map((key) => crypto.subtle.exportKey("raw", key)));
  assert.deepEqual(Buffer.from(raw[0]!), Buffer.from(raw[1]!));
});

test("PINs that everybody tries first are turned down", () => {
  assert.deepEqual(["000000", "123456", "987654", "482913", "112233", "890123"].filter(isSimple), ["000000", "123456", "987654", "890123"]);
});

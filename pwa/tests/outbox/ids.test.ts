import assert from "node:assert/strict";
import { test } from "node:test";
import { uuid7 } from "../../src/outbox/ids.ts";

test("an id is a UUID of version 7 that tells its time", () => {
  const at = Date.parse("2026-05-04T12:00:00+02:00");
  const id = uuid7(at);
  assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16), at);
});

test("ids of the same moment differ", () => {
  assert.equal(new Set(Array.from({ length: 1000 }, () => uuid7(0))).size, 1000);
});

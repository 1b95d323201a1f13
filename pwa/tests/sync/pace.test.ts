import assert from "node:assert/strict";
import { test } from "node:test";
import { pause } from "../../src/sync/pace.ts";

test("attempts slow down to one in ten minutes", () => {
  assert.deepEqual([1, 2, 3, 9].map((failures) => pause(failures, 0, 0)), [15, 30, 60, 600]);
});

test("the server's own wish is respected, and phones spread out", () => {
  assert.equal(pause(1, 120, 0), 120);
  assert.ok(pause(5, 0, 0.99) > pause(5, 0, 0));
});

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { moment, noon, recordedAt, shiftClock, shiftDay, stamp } from "../../src/forms/when.ts";

before(() => {
  process.env.TZ = "Europe/Stockholm";
});

test("a moment is written with the phone's own offset, summer and winter", () => {
  assert.equal(stamp(moment("2026-05-04", "20:30")), "2026-05-04T20:30:00+02:00");
  assert.equal(stamp(moment("2026-11-20", "07:05")), "2026-11-20T07:05:00+01:00");
});

test("where only the day may be told, noon is sent, and what was written down is cut to its day", () => {
  assert.equal(noon("2026-03-29"), "2026-03-29T12:00:00+02:00");
  assert.equal(recordedAt(moment("2026-05-04", "23:58"), true), "2026-05-04T12:00:00+02:00");
  assert.equal(recordedAt(moment("2026-05-04", "23:58"), false), "2026-05-04T23:58:00+02:00");
});

test("the clock steps by five minutes, to whole fives, over midnight", () => {
  assert.deepEqual(shiftClock("2026-05-04", "20:32", -5), { day: "2026-05-04", clock: "20:30" });
  assert.deepEqual(shiftClock("2026-05-04", "20:32", 5), { day: "2026-05-04", clock: "20:35" });
  assert.deepEqual(shiftClock("2026-05-04", "23:55", 5), { day: "2026-05-05", clock: "00:00" });
  assert.deepEqual(shiftClock("2026-01-01", "00:00", -5), { day: "2025-12-31", clock: "23:55" });
});

test("a day follows upon another in the week when the clocks change", () => {
  assert.equal(shiftDay("2026-03-29", 1), "2026-03-30");
  assert.equal(shiftDay("2026-10-26", -1), "2026-10-25");
  assert.equal(shiftDay("2028-02-28", 1), "2028-02-29");
});

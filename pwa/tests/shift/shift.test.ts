import assert from "node:assert/strict";
import { before, test } from "node:test";
import type { Field, Kind } from "../../src/catalogue/field.ts";
import type { Activity } from "../../src/outbox/mine.ts";
import { lastEnd, line, quick, reports } from "../../src/shift/backfill.ts";
import { crewFor, inShift, isForgotten, ongoing, type Shift } from "../../src/shift/shift.ts";

before(() => {
  process.env.TZ = "Europe/Stockholm";
});

const label = { sv: "", en: "" };
const VISIT: Kind = {
  code: "platsbesok", label, icon: "place", requires: ["place"], allows: ["minutes", "crew"], minutes: 20, problems: [], actions: [],
  sensitive: false, precision: "minute", questions: [], results: {},
};
const TALK: Kind = { ...VISIT, code: "orossamtal", requires: [], allows: ["note"], sensitive: true, precision: "day" };
const DIALOGUE: Kind = { ...VISIT, code: "medborgardialog", requires: ["place", "people"], allows: ["people"] };
const field = { colleagues: [{ id: "jonas", name: "Jonas Berg" }] } as Field;
const shift: Shift = { begun: "2026-05-04T18:00:00+02:00", crew: ["jonas", "left"], ended: null };
const at = (clock: string, day = "2026-05-04") => new Date(`${day}T${clock}:00+02:00`);

function activity(kind: string, occurred_at: string, withdrawn = false): Activity {
  return { id: occurred_at, report: { kind, occurred_at }, version: 1, withdrawn, state: "sent", sent_at: null, troubled: false, refusals: [], steps: [] };
}

test("what is recorded in a shift carries the crew that is still listed, where the kind takes one", () => {
  assert.deepEqual(crewFor(shift, VISIT, field, at("20:00")), ["jonas"]);
  assert.deepEqual(crewFor(shift, TALK, field, at("20:00")), []);
  assert.deepEqual(crewFor({ ...shift, ended: "2026-05-05T02:00:00+02:00" }, VISIT, field, at("20:00")), []);
  assert.deepEqual(crewFor(null, VISIT, field, at("20:00")), []);
});

test("a shift that nobody ended puts no name on the next day's work", () => {
  assert.ok(!isForgotten(shift, at("06:00", "2026-05-05")));
  assert.ok(isForgotten(shift, at("18:00", "2026-05-05")));
  assert.deepEqual(crewFor(shift, VISIT, field, at("18:00", "2026-05-05")), []);
  assert.equal(ongoing(shift), shift);
});

test("a review lists what happened in the shift, over midnight, the first one first", () => {
  const all = [
    activity("platsbesok", "2026-05-05T01:00:00+02:00"), activity("platsbesok", "2026-05-04T18:00:00+02:00"),
    activity("platsbesok", "2026-05-04T17:00:00+02:00"), activity("platsbesok", "2026-05-04T19:00:00+02:00", true),
    activity("orossamtal", "2026-05-04T12:00:00+02:00"),
  ];
  const listed = inShift(shift, all, ({ kind }) => kind === "orossamtal").map(({ report }) => report.occurred_at.slice(8, 16));
  assert.deepEqual(listed, ["04T12:00", "04T18:00", "05T01:00"]);
});

test("what can be filled in quickly needs a place and a time, and concerns no person", () => {
  assert.deepEqual(quick([VISIT, TALK, DIALOGUE]), [VISIT]);
});

test("lines filled in afterwards follow each other, lie over midnight, and make a report each", () => {
  const now = at("02:00", "2026-05-05");
  const first = line(VISIT, "ankarsrum", ["jonas"], at("23:43"), now);
  const lines = [first, line(VISIT, "gunnebo", [], lastEnd(shift, [], [first]), now)];
  assert.deepEqual(reports(lines, [VISIT]), [
    { kind: "platsbesok", occurred_at: "2026-05-04T23:40:00+02:00", minutes: 20, place: "ankarsrum", crew: ["jonas"] },
    { kind: "platsbesok", occurred_at: "2026-05-05T00:00:00+02:00", minutes: 20, place: "gunnebo" },
  ]);
});

test("a patrol filled in afterwards is told at one place, and lasts as long as patrols do", () => {
  const kind: Kind = { ...VISIT, code: "fotpatrull", allows: ["stops", "minutes"], minutes: 60 };
  const [report] = reports([line(kind, "ankarsrum", [], at("20:00"), at("23:00"))], [kind]);
  assert.deepEqual(report, { kind: "fotpatrull", occurred_at: "2026-05-04T20:00:00+02:00", minutes: 60, place: "ankarsrum" });
});

test("the first line follows what was recorded last, or the shift's beginning, and none ends after now", () => {
  const visit = activity("platsbesok", "2026-05-04T19:00:00+02:00");
  visit.report.minutes = 30;
  assert.deepEqual(lastEnd(shift, [visit], []), at("19:30"));
  assert.deepEqual(lastEnd(shift, [], []), at("18:00"));
  assert.equal(line(VISIT, "ankarsrum", [], at("19:30"), at("19:35")).filled.clock, "19:15");
});

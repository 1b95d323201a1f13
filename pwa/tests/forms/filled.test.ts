import assert from "node:assert/strict";
import { before, test } from "node:test";
import type { Kind } from "../../src/catalogue/field.ts";
import { again, blank, fromReport, lacking, minutesAt, minutesInAll, stopAdded, stopStepped, toReport } from "../../src/forms/filled.ts";

before(() => {
  process.env.TZ = "Europe/Stockholm";
});

const NOW = new Date("2026-05-04T20:33:40+02:00");
const label = { sv: "", en: "" };
const VISIT: Kind = {
  code: "platsbesok", label, icon: "place", requires: ["place"], allows: ["zone", "minutes", "problem", "actions", "joint", "note"], minutes: 20,
  problems: [], actions: [], sensitive: false, precision: "minute", questions: [], results: {},
};
const PATROL: Kind = { ...VISIT, code: "fotpatrull", allows: ["stops", "minutes"], minutes: 60 };
const TALK: Kind = {
  ...VISIT, code: "orossamtal", requires: [], allows: ["note"], sensitive: true, precision: "day", minutes: null,
  questions: [{ code: "initiativ", label, required: true, choices: [{ code: "skolan", label }] }], results: { brister: label },
};

test("a form begins now, rounded down to five minutes, with the kind's usual length", () => {
  const filled = blank(VISIT, NOW);
  assert.deepEqual([filled.day, filled.clock, filled.minutes], ["2026-05-04", "20:30", 20]);
});

test("a report says only what was filled in", () => {
  const filled = { ...blank(VISIT, NOW), place: "ankarsrum" };
  assert.deepEqual(toReport(filled, VISIT), { kind: "platsbesok", occurred_at: "2026-05-04T20:30:00+02:00", minutes: 20, place: "ankarsrum" });
});

test("nought people is an answer, and no answer is left out", () => {
  const kind: Kind = { ...VISIT, allows: ["people"] };
  assert.equal(toReport({ ...blank(kind, NOW), people: 0 }, kind).people, 0);
  assert.ok(!("people" in toReport(blank(kind, NOW), kind)));
});

test("a sensitive kind sends its day at noon and nothing that points at a place or a colleague", () => {
  const filled = { ...blank(TALK, NOW), place: "ankarsrum", crew: ["x"], zone: "vast", stops: [{ place: "a", minutes: 5 }], answers: { initiativ: "skolan" } };
  assert.deepEqual(toReport(filled, TALK), { kind: "orossamtal", occurred_at: "2026-05-04T12:00:00+02:00", answers: { initiativ: "skolan" } });
});

test("a lone surrogate in a note is mended before it leaves", () => {
  const report = toReport({ ...blank(VISIT, NOW), place: "a", note: " trasig \ud83d lampa " }, VISIT);
  assert.equal(report.note, "trasig \ufffd lampa");
});

test("a form tells what it lacks, in its own order", () => {
  assert.deepEqual(lacking(blank(VISIT, NOW), VISIT), ["place"]);
  assert.deepEqual(lacking(blank(TALK, NOW), TALK), ["answers.initiativ"]);
  const strict: Kind = { ...VISIT, requires: ["place", "problem", "actions", "note"] };
  assert.deepEqual(lacking(blank(strict, NOW), strict), ["place", "problem", "actions", "note"]);
});

test("a zone stands in for a place where the kind takes one, and gives way to a place", () => {
  assert.deepEqual(lacking({ ...blank(VISIT, NOW), zone: "vast" }, VISIT), []);
  assert.ok(!("zone" in toReport({ ...blank(VISIT, NOW), zone: "vast", place: "ankarsrum" }, VISIT)));
});

test("a patrol lasts as long as its stops together, or longer", () => {
  const stops = [{ place: "a", minutes: 15 }, { place: "b", minutes: 20 }];
  assert.equal(minutesInAll({ ...blank(PATROL, NOW), stops }), 35);
  assert.equal(minutesInAll({ ...blank(PATROL, NOW), stops, minutes: 60 }), 60);
  assert.deepEqual(lacking({ ...blank(PATROL, NOW), stops }, PATROL), []);
  assert.deepEqual(lacking(blank(PATROL, NOW), PATROL), ["place"]);
  assert.deepEqual(lacking({ ...blank(PATROL, NOW), stops: [{ place: "a", minutes: 0 }] }, PATROL), ["minutes"]);
});

test("no steps and no presses make a patrol that lasts longer at its places than in all", () => {
  let stops = stopAdded(stopAdded([], "a"), "b");
  assert.deepEqual(stops, [{ place: "a", minutes: 15 }, { place: "b", minutes: 15 }]);
  for (let i = 0; i < 600; i += 1) stops = stopStepped(stops, i % 2, 1);
  assert.equal(minutesAt(stops), 1440);
  stops = stopAdded(stops, "c");
  assert.deepEqual(stops.at(-1), { place: "c", minutes: 0 });
  assert.deepEqual(lacking({ ...blank(PATROL, NOW), stops }, PATROL), []);
  const report = toReport({ ...blank(PATROL, NOW), stops }, PATROL);
  assert.ok(minutesAt(report.stops!) <= report.minutes!);
});

test("a refused patrol that lasted more than a day and night at its places is mended in the form, step by step", () => {
  const report = { kind: "fotpatrull", occurred_at: "2026-05-04T20:30:00+02:00", minutes: 5, stops: [{ place: "a", minutes: 1440 }, { place: "b", minutes: 10 }] };
  const filled = fromReport(report, PATROL);
  assert.deepEqual(lacking(filled, PATROL), ["stops"]);
  assert.deepEqual(stopStepped(filled.stops, 0, 1), filled.stops);
  filled.stops = stopStepped(stopStepped(filled.stops, 0, -1), 0, -1);
  assert.deepEqual(filled.stops[0], { place: "a", minutes: 1430 });
  assert.deepEqual(lacking(filled, PATROL), []);
  assert.equal(toReport(filled, PATROL).minutes, 1440);
});

test("a refused patrol whose minutes in all were too few is mended by saving it again", () => {
  const report = { kind: "fotpatrull", occurred_at: "2026-05-04T20:30:00+02:00", minutes: 5, stops: [{ place: "a", minutes: 40 }, { place: "b", minutes: 10 }] };
  assert.equal(toReport(fromReport(report, PATROL), PATROL).minutes, 50);
});

test("a report opened in the form and saved unchanged is the same report", () => {
  const report = {
    kind: "platsbesok", occurred_at: "2026-05-04T20:30:00+02:00", minutes: 20, place: "ankarsrum", joint: ["kommunen"], problem: "ordning",
    actions: ["samtal"], note: "Lugnt.",
  };
  assert.deepEqual(toReport(fromReport(report, VISIT), VISIT), report);
});

test("doing the same again repeats where and what, never the note or the counts", () => {
  const report = { kind: "platsbesok", occurred_at: "2026-01-01T10:00:00+01:00", place: "ankarsrum", actions: ["samtal"], note: "x", people: 3 };
  const filled = again(report, VISIT, NOW);
  assert.deepEqual([filled.day, filled.clock, filled.place, filled.actions], ["2026-05-04", "20:30", "ankarsrum", ["samtal"]]);
  assert.deepEqual([filled.note, filled.people], ["", null]);
});

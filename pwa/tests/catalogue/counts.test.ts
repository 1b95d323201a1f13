import assert from "node:assert/strict";
import { test } from "node:test";
import { empty, standing } from "../../src/catalogue/counts.ts";
import type { Commitment, Field, FieldName } from "../../src/catalogue/field.ts";
import type { Report } from "../../src/outbox/letter.ts";

const commitment = (code: string, needs?: Record<string, FieldName[]>, kinds = ["platsbesok"]) => ({ code, title: code, kinds, needs }) as unknown as Commitment;
const field = (...commitments: Commitment[]) => ({ commitments }) as unknown as Field;
const visit = (more: Partial<Report> = {}): Report => ({ kind: "platsbesok", occurred_at: "2026-05-04T20:00:00+02:00", place: "ankarsrum", ...more });
const codes = (found: Commitment[]) => found.map(({ code }) => code);

test("a report without what the promise needs is told what it lacks, until it says it", () => {
  const told = field(commitment("hundra", { platsbesok: ["problem", "actions"] }));
  const bare = standing(told, visit());
  assert.deepEqual([codes(bare.towards), codes(bare.not), bare.lacks], [[], ["hundra"], ["problem", "actions"]]);
  assert.deepEqual(standing(told, visit({ problem: "otrygg-plats" })).lacks, ["actions"]);
  const whole = standing(told, visit({ problem: "otrygg-plats", actions: ["synlighet"] }));
  assert.deepEqual([codes(whole.towards), codes(whole.not), whole.lacks], [["hundra"], [], []]);
});

test("of two promises only the one that needs more is held back", () => {
  const found = standing(field(commitment("hundra", { platsbesok: ["problem"] }), commitment("alla", {})), visit());
  assert.deepEqual([codes(found.towards), codes(found.not), found.lacks], [["alla"], ["hundra"], ["problem"]]);
});

test("an older server that tells of no needs is taken at its word", () => {
  assert.deepEqual(standing(field(commitment("hundra")), visit()).lacks, []);
});

test("of many promises it is not said which it counts towards, but for which it lacks something", () => {
  const many = field(commitment("a", { platsbesok: ["problem"] }), commitment("b"), commitment("c", {}), commitment("d", { mote: ["people"] }, ["mote"]));
  const found = standing(many, visit());
  assert.deepEqual([found.towards, codes(found.not), found.lacks], [[], ["a"], ["problem"]]);
  const whole = standing(many, visit({ problem: "otrygg-plats" }));
  assert.deepEqual([whole.towards, whole.not, whole.lacks], [[], [], []]);
});

test("stops are a place, no people at all is an answer, and empty lists are none", () => {
  const walked = visit({ stops: [{ place: "ankarsrum", minutes: 5 }], people: 0, actions: [], results: {} });
  delete walked.place;
  assert.deepEqual(empty(walked, ["place", "stops", "zone", "people", "actions", "results", "note"]), ["actions", "results", "note"]);
  delete walked.stops;
  assert.deepEqual(empty(walked, ["place", "stops", "zone"]), ["place", "stops", "zone"]);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { actionsOf, byUse, inFront, problemsOf, type Field, type Kind } from "../../src/catalogue/field.ts";
import { distance, nearest } from "../../src/catalogue/nearest.ts";

const label = { sv: "", en: "" };
const kind = (code: string, more: Partial<Kind> = {}): Kind => ({
  code, label, icon: "list", requires: [], allows: [], minutes: null, problems: [], actions: [], sensitive: false, precision: "minute", questions: [],
  results: {}, ...more,
});
const field = {
  problems: ["a", "b", "c"].map((code) => ({ code, label })),
  actions: [{ code: "kontroll", label, suits: ["b"] }, { code: "samtal", label, suits: [] }, { code: "synlighet", label, suits: ["a"] }],
} as unknown as Field;
const codes = (found: { code: string }[]) => found.map(({ code }) => code);

test("actions that suit the problem come first, and the others are still there", () => {
  assert.deepEqual(codes(actionsOf(field, kind("x"), "a")), ["samtal", "synlighet", "kontroll"]);
  assert.deepEqual(codes(actionsOf(field, kind("x"), null)), ["kontroll", "samtal", "synlighet"]);
});

test("a kind's own lists are offered in its own order", () => {
  assert.deepEqual(codes(problemsOf(field, kind("x", { problems: ["c", "a", "gone"] }))), ["c", "a"]);
  assert.deepEqual(codes(problemsOf(field, kind("x"))), ["a", "b", "c"]);
});

test("kinds are in the order of use, then as the catalogue has them", () => {
  assert.deepEqual(codes(byUse([kind("a"), kind("b"), kind("c")], ["c", "c", "b"])), ["c", "b", "a"]);
});

test("kinds that were pinned come before the most used, as they were pinned", () => {
  assert.deepEqual(codes(inFront([kind("a"), kind("b"), kind("c"), kind("d")], ["d", "gone", "b"], ["c", "c"])), ["d", "b", "c", "a"]);
});

test("the nearest listed place comes first, and those out of reach not at all", () => {
  const place = (code: string, latitude: number | null, longitude: number | null) => ({ code, name: code, zone: null, latitude, longitude });
  const places = [place("stan", 57.758, 16.637), place("ankarsrum", 57.7, 16.33), place("kalmar", 56.66, 16.36), place("okand", null, null)];
  assert.deepEqual(nearest(places, 57.7015, 16.331), ["ankarsrum", "stan"]);
  assert.ok(Math.abs(distance(57.758, 16.637, 57.7, 16.33) - 19.3) < 0.3);
});

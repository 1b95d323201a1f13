import assert from "node:assert/strict";
import { test } from "node:test";
import { search, suggest } from "../../src/forms/suggest.ts";

const places = ["Ankarsrum", "Björkö", "Edsbruk", "Gamleby", "Karstorp", "Loftahammar", "Åby"].map((name) => ({
  code: name.toLowerCase().replace("å", "a").replaceAll("ö", "o"), name, zone: null, latitude: null, longitude: null,
}));
const codes = (found: { code: string }[]) => found.map(({ code }) => code);

test("the nearest stands by itself, the next nearest and the last visited beside it", () => {
  const { nearest, chips } = suggest(places, ["gamleby", "edsbruk"], ["karstorp", "karstorp", "aby"], null);
  assert.equal(nearest!.code, "gamleby");
  assert.deepEqual(codes(chips), ["edsbruk", "karstorp", "aby"]);
});

test("a chosen place is always in sight", () => {
  assert.deepEqual(codes(suggest(places, [], ["karstorp"], "aby").chips), ["aby", "karstorp"]);
  assert.deepEqual(codes(suggest(places, ["aby"], ["karstorp"], "aby").chips), ["karstorp"]);
});

test("a place that is no longer listed is not suggested", () => {
  assert.deepEqual(codes(suggest(places, ["gone"], ["gone", "aby"], null).chips), ["aby"]);
});

test("a search finds any part of a name, in Swedish order", () => {
  assert.deepEqual(codes(search(places, "BRU")), ["edsbruk"]);
  assert.equal(codes(search(places, "")).at(-1), "aby");
});

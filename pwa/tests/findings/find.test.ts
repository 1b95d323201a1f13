import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { check, findings, hasPersonalNumber } from "../../src/findings/find.ts";

/** The notes that the server is measured on. */
const notes = readFileSync(new URL("../../../tests/corpus/notes.tsv", import.meta.url), "utf8")
  .trimEnd()
  .split("\n")
  .slice(1)
  .map((line) => line.split("\t") as [label: string, note: string]);
const labelled = (label: string) => notes.filter(([is]) => is === label).map(([, note]) => note);
const disturbs = (note: string) => hasPersonalNumber(note) || findings(note).length > 0;

test("no personal number of the corpus passes", () => {
  const missed = labelled("personal-number").filter((note) => !hasPersonalNumber(note));
  assert.ok(labelled("personal-number").length > 50);
  assert.deepEqual(missed, []);
});

test("at most two of a hundred innocent notes are disturbed", () => {
  const innocent = labelled("innocent");
  assert.ok(innocent.length >= 200);
  assert.ok(innocent.filter(disturbs).length <= innocent.length * 0.02, innocent.filter(disturbs).join("\n"));
});

/** As tests/corpus/test_notes.py demands of the server. */
const least = { number: 0.95, phone: 0.95, email: 1, plate: 0.95, name: 0.9 } as const;

for (const kind of ["number", "phone", "email", "plate", "name"] as const) {
  test(`what holds a ${kind} is pointed out`, (t) => {
    const all = labelled(kind);
    const found = all.filter((note) => findings(note).includes(kind));
    t.diagnostic(`${found.length} of ${all.length}`);
    assert.ok(all.length > 0 && found.length >= all.length * least[kind], all.filter((note) => !found.includes(note)).join("\n"));
  });
}

test("spellings that a screen shows alike are read alike", () => {
  for (const note of ["19121212–1212", "１９１２１２１２-１２１２", "1912\u00ad1212-1212", "121212+1212", "12 12 12 1212", "\u20681912\u200e1212-\u202c1212\u2069"]) assert.ok(hasPersonalNumber(note), note);
  assert.ok(!hasPersonalNumber("19121212-1213"));
});

test("a personal number stops whatever is confirmed, and what else is found until it is confirmed", () => {
  assert.equal(check(["Lugnt.", "19121212-1212"], ["phone"]).stop, "number");
  assert.equal(check(["Ring 070-174 06 10"], []).stop, "confirm");
  assert.deepEqual(check(["Ring 070-174 06 10"], ["email", "phone"]), { stop: null, confirmed: ["phone"] });
});

test("a wrong check digit is asked about, under one name", () => {
  assert.deepEqual(check(["Talade med 19121212-1213"], []), { stop: "confirm", confirmed: [] });
  assert.deepEqual(check(["Talade med 19121212-1213"], ["number"]), { stop: null, confirmed: ["number"] });
  assert.deepEqual(findings("0701740612"), ["phone"]);
  assert.deepEqual(findings("070-174 06 05 900107-2388"), ["number", "phone"]);
  assert.deepEqual(findings("2026-05-04 20.30-21.10"), []);
});

test("nothing else of the corpus is taken for a mistyped number", () => {
  const other = notes.filter(([label, note]) => label !== "number" && label !== "innocent" && findings(note).includes("number"));
  assert.deepEqual(other, []);
});

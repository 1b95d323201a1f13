import assert from "node:assert/strict";
import { test } from "node:test";
import type { Field, Kind, NextPlaces } from "../../src/catalogue/field.ts";
import { logDay, rank, type Ranking } from "../../src/catalogue/next.ts";
import type { Report } from "../../src/outbox/letter.ts";
import type { Activity } from "../../src/outbox/mine.ts";

const NOW = new Date(2026, 4, 4, 21, 30);
const NIGHT = new Date(2026, 4, 4, 6);
const label = { sv: "", en: "" };
const kind = (code: string): Kind => ({
  code, label, icon: "list", requires: ["place"], allows: [], minutes: null, problems: [], actions: [], sensitive: false, precision: "minute",
  questions: [], results: {},
});
const KINDS = ["platsbesok", "krogtillsyn", "orossamtal"].map(kind);

type Told = Partial<NextPlaces["places"][number]>;

function field(places: Record<string, Told>, next: Partial<NextPlaces> = {}): Field {
  return {
    kinds: KINDS,
    places: Object.keys(places).map((code) => ({ code, name: code, zone: null, latitude: null, longitude: null })),
    as_of: new Date(2026, 4, 4, 20).toISOString(),
    former: [],
    next: {
      since: NIGHT.toISOString(), week: "2026-W18", kinds: ["platsbesok", "krogtillsyn"], presence: ["platsbesok", "krogtillsyn", "fotpatrull"],
      places: Object.entries(places).map(([code, told]) => ({ code, level: null, visits: 0, last: "2026-05-01", tonight: 0, ...told })),
      behind: [], ...next,
    },
  } as unknown as Field;
}

const done = (report: Partial<Report>, more: Partial<Activity> = {}): Activity => ({
  id: "a", report: { kind: "platsbesok", occurred_at: new Date(2026, 4, 4, 21).toISOString(), ...report }, version: 0, withdrawn: false, state: "held",
  sent_at: null, troubled: false, refusals: [], steps: [], ...more,
});
const ranked = (of: Field, activities: Activity[] = [], now = NOW) => rank(of, activities, KINDS, now);
const codes = ({ places }: Ranking) => places.map(({ place }) => place.code);
const lacks = ({ behind }: Ranking) => behind.map(({ by }) => by);
const promise = (by: number, more: object = {}) => ({ pledge: "p", commitment: "c", title: "", kinds: ["platsbesok"], places: [], by, ...more });

test("need comes first, then how long since anybody was there, and then the alphabet", () => {
  const places = {
    b: { level: "low" as const, last: null }, a: { level: "high" as const, last: "2026-05-03" }, d: { level: "high" as const, last: "2026-04-20" },
    c: { level: "medium" as const, last: "2026-03-01" }, e: { last: "2026-04-01" },
  };
  assert.deepEqual(codes(ranked(field(places))), ["d", "a", "c", "b", "e"]);
});

test("a place without need is suggested only when it is a week since", () => {
  assert.deepEqual(codes(ranked(field({ a: { last: "2026-04-28" }, b: { last: "2026-04-27" }, c: { last: null } }))), ["c", "b"]);
});

test("a promise about the very place puts it before its equals, and says how far it is behind", () => {
  const told = field({ a: { level: "high" }, b: { level: "high" } }, { behind: [promise(12, { places: ["b"] })] });
  assert.deepEqual(codes(ranked(told)), ["b", "a"]);
  assert.deepEqual(ranked(told).places.map(({ behind }) => behind), [12, 0]);
});

test("what is not sent yet counts: the promise lacks less, and the place is not suggested again", () => {
  const told = field({ a: { level: "high" }, b: { level: "medium" } }, { behind: [promise(2)] });
  const after = ranked(told, [done({ place: "a" })]);
  assert.deepEqual(codes(after), ["b"]);
  assert.deepEqual(lacks(after), [1]);
  assert.deepEqual(after.been.map(({ code }) => code), ["a"]);
});

test("what the figures already know of is not counted twice", () => {
  const told = field({ a: { level: "high" }, b: { level: "high" } }, { behind: [promise(2)] });
  const known = done({ place: "a" }, { state: "sent", sent_at: new Date(2026, 4, 4, 19).toISOString() });
  const since = done({ place: "a" }, { state: "sent", sent_at: new Date(2026, 4, 4, 21).toISOString() });
  assert.deepEqual(lacks(ranked(told, [known])), [2]);
  assert.deepEqual(lacks(ranked(told, [since])), [1]);
});

test("nobody is sent twice in a night to where a colleague was; the next night it is forgotten", () => {
  const told = field({ a: { level: "high", tonight: 1 }, b: { level: "low" } });
  assert.deepEqual(codes(ranked(told)), ["b"]);
  assert.deepEqual(codes(ranked(told, [], new Date(2026, 4, 5, 5, 59))), ["b"]);
  assert.deepEqual(codes(ranked(told, [], new Date(2026, 4, 5, 6))), ["a", "b"]);
});

test("a patrol's stops are visits, and what was withdrawn is none", () => {
  const told = field({ a: { level: "high" }, b: { level: "low" } });
  const stops = [{ place: "a", minutes: 5 }, { place: "b", minutes: 5 }];
  const patrol = done({ kind: "fotpatrull", stops });
  assert.deepEqual(codes(ranked(told, [patrol])), []);
  assert.deepEqual(codes(ranked(told, [{ ...patrol, withdrawn: true }])), ["a", "b"]);
});

test("a visit to a place that was merged is one to the place that stands for it", () => {
  const told = { ...field({ a: { level: "high" } }), former: [{ code: "old", name: "Old", into: "a" }] };
  assert.deepEqual(codes(ranked(told, [done({ place: "old" })])), []);
});

test("kinds on demand are neither suggested nor counted as having been there", () => {
  const told = field({ a: { level: "high" } }, { behind: [promise(9, { kinds: ["orossamtal"] })] });
  const [first] = ranked(told, [done({ kind: "orossamtal", place: "a" })]).places;
  assert.equal(first!.place.code, "a");
  assert.equal(first!.kind.code, "platsbesok");
  assert.equal(first!.behind, 0);
  assert.deepEqual(lacks(ranked(told)), []);
});

test("what a promise about no place in particular lacks is said once, not of every place", () => {
  const told = field({ a: { level: "high" }, b: { level: "low" } }, { behind: [promise(2), promise(10), promise(3, { places: ["b"] })] });
  assert.deepEqual(lacks(ranked(told)), [10, 2]);
  assert.deepEqual(ranked(told).places.map(({ place, behind }) => [place.code, behind]), [["a", 0], ["b", 3]]);
});

test("what does not count yet leaves the promise as far behind as it was", () => {
  const told = field({ a: { level: "high" }, b: { level: "low" } }, { behind: [promise(10, { needs: ["problem", "actions"] })] });
  const bare = done({ place: "a" });
  const half = done({ place: "a", problem: "otrygg-plats", actions: [] });
  const whole = done({ place: "a", problem: "otrygg-plats", actions: ["synlighet"] });
  assert.deepEqual([bare, half, whole].map((one) => lacks(ranked(told, [one]))), [[10], [10], [9]]);
  assert.deepEqual(codes(ranked(told, [bare])), ["b"]);
});

test("the kind suggested is the one that the promise furthest behind counts", () => {
  const told = field({ a: { level: "high" } }, { behind: [promise(2), promise(5, { kinds: ["krogtillsyn"] })] });
  assert.equal(ranked(told).places[0]!.kind.code, "krogtillsyn");
});

test("the days since are those of the last visit that anybody knows of", () => {
  const told = field({ a: { level: "high", last: "2026-04-25" } });
  assert.equal(ranked(told).places[0]!.days, 9);
  const yesterday = done({ place: "a", occurred_at: new Date(2026, 4, 3, 20).toISOString() });
  assert.equal(ranked(told, [yesterday]).places[0]!.days, 1);
  assert.equal(ranked(field({ a: { level: "high", last: null } })).places[0]!.days, null);
});

test("a server that tells nothing of it, or a member without such kinds, gets no suggestion", () => {
  const { next: _, ...old } = field({ a: { level: "high" } });
  assert.deepEqual(ranked(old as Field), { places: [], been: [], behind: [] });
  assert.deepEqual(codes(ranked(field({ a: { level: "high" } }, { kinds: [] }))), []);
});

test("a log day lasts until six in the morning", () => {
  assert.deepEqual(logDay(new Date(2026, 4, 5, 5, 59)), NIGHT);
  assert.deepEqual(logDay(new Date(2026, 4, 4, 6)), NIGHT);
});

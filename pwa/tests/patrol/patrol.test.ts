import assert from "node:assert/strict";
import { before, test } from "node:test";
import type { Kind } from "../../src/catalogue/field.ts";
import { toReport } from "../../src/forms/filled.ts";
import { current, isPaused, type Patrol } from "../../src/patrol/going.ts";
import { begin, end, filledOf, goOn, minutesAtPlaces, minutesSoFar, passed, resume, stopsOf } from "../../src/patrol/patrol.ts";

before(() => {
  process.env.TZ = "Europe/Stockholm";
});

const label = { sv: "", en: "" };
const KIND: Kind = {
  code: "fotpatrull", label, icon: "feet", requires: ["place"], allows: ["stops", "minutes", "crew"], minutes: 60, problems: [], actions: [],
  sensitive: false, precision: "minute", questions: [], results: {},
};
const at = (clock: string, day = "2026-05-04") => new Date(`${day}T${clock}:00+02:00`);
const place = (code: string) => ({ place: code });

/** The evening of look's fourth screen. */
function evening(): Patrol {
  let patrol = begin("fotpatrull", "id", ["jonas"], at("19:26"));
  patrol = goOn(patrol, place("resecentrum"), at("19:26"));
  patrol = goOn(patrol, place("stora-torget"), at("19:48"));
  patrol = goOn(patrol, place("slottsholmen"), at("20:19"));
  patrol = goOn(patrol, "pause", at("20:43"));
  return goOn(patrol, place("fiskaretorget"), at("20:51"));
}

test("a patrol becomes one report: minutes in all without the pause, and stops with theirs", () => {
  const patrol = end(evening(), at("20:59"));
  assert.deepEqual(toReport(filledOf(patrol, KIND, at("21:30")), KIND), {
    kind: "fotpatrull", occurred_at: "2026-05-04T19:26:00+02:00", minutes: 85, crew: ["jonas"],
    stops: [
      { place: "resecentrum", minutes: 22 }, { place: "stora-torget", minutes: 31 }, { place: "slottsholmen", minutes: 24 },
      { place: "fiskaretorget", minutes: 8 },
    ],
  });
});

test("the clock stands still in a pause and goes on after it at the same place", () => {
  let patrol = goOn(evening(), "pause", at("21:00"));
  assert.ok(isPaused(patrol));
  assert.equal(minutesSoFar(patrol, at("23:00")), 86);
  patrol = resume(patrol, at("23:00"));
  assert.deepEqual(current(patrol), place("fiskaretorget"));
  assert.equal(minutesSoFar(patrol, at("23:05")), 91);
  assert.deepEqual(stopsOf(patrol, at("23:05")).at(-1), { place: "fiskaretorget", minutes: 14 });
});

test("a place that is pressed twice is one stop, and one that is come back to is two", () => {
  let patrol = goOn(begin("fotpatrull", "id", [], at("19:00")), place("a"), at("19:00"));
  patrol = goOn(patrol, place("a"), at("19:05"));
  patrol = goOn(patrol, place("b"), at("19:10"));
  patrol = goOn(patrol, place("a"), at("19:20"));
  assert.deepEqual(stopsOf(patrol, at("19:30")), [{ place: "a", minutes: 10 }, { place: "b", minutes: 10 }, { place: "a", minutes: 10 }]);
});

test("minutes between places count in all and at no place", () => {
  let patrol = goOn(begin("fotpatrull", "id", [], at("19:00")), place("a"), at("19:10"));
  patrol = goOn(patrol, "between", at("19:20"));
  assert.equal(minutesSoFar(patrol, at("19:30")), 30);
  assert.equal(minutesAtPlaces(patrol, at("19:30")), 10);
});

test("half minutes are not lost: the legs add up to the whole", () => {
  let patrol = begin("fotpatrull", "id", [], at("19:00"));
  let now = at("19:00").getTime();
  for (let i = 0; i < 20; i += 1) patrol = goOn(patrol, place(`p${i}`), new Date((now += i === 0 ? 0 : 90_000)));
  const stops = stopsOf(patrol, new Date(now + 90_000));
  assert.equal(stops.reduce((sum, { minutes }) => sum + minutes, 0), 30);
  assert.equal(minutesSoFar(patrol, new Date(now + 90_000)), 30);
});

test("what is listed says what goes on now, the latest first", () => {
  const legs = passed(evening(), at("20:59"));
  assert.deepEqual(legs.map(({ minutes }) => minutes), [null, 8, 24, 31, 22]);
  assert.equal(legs[1]!.where, "pause");
});

test("a clock that was set back takes nothing away, and a forgotten patrol ends at a day and night", () => {
  const back = goOn(evening(), place("x"), at("18:00"));
  assert.ok(stopsOf(back, at("18:10")).every(({ minutes }) => minutes >= 0));
  const long = goOn(begin("fotpatrull", "id", [], at("19:00")), place("a"), at("19:00"));
  assert.equal(minutesSoFar(long, at("19:00", "2026-05-09")), 1440);
  assert.deepEqual(stopsOf(long, at("19:00", "2026-05-09")), [{ place: "a", minutes: 1440 }]);
});

test("no patrol is longer at its places than in all, however long it went on and wherever its clock was set", () => {
  for (let seed = 1; seed <= 200; seed += 1) {
    let [dice, now] = [seed, at("19:00").getTime()];
    const next = (sides: number) => (dice = (dice * 48271) % 2147483647) % sides;
    let patrol = begin("fotpatrull", "id", [], new Date(now));
    for (let i = 0; i < 12; i += 1) {
      now += (next(400) - 40) * 30_000;
      patrol = goOn(patrol, [place("a"), place("b"), "pause" as const, "between" as const][next(4)]!, new Date(now));
    }
    const report = toReport(filledOf(end(patrol, new Date(now + 600_000)), KIND, new Date(now)), KIND);
    assert.ok((report.stops ?? []).reduce((sum, { minutes }) => sum + minutes, 0) <= (report.minutes ?? 0), `seed ${seed}`);
  }
});

test("the night that the clock is moved, minutes are still minutes", () => {
  const patrol = goOn(begin("fotpatrull", "id", [], new Date("2026-03-29T01:30:00+01:00")), place("a"), new Date("2026-03-29T01:30:00+01:00"));
  assert.equal(minutesSoFar(patrol, new Date("2026-03-29T03:30:00+02:00")), 60);
});

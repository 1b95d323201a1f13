/** The member's own activities as this phone knows them, folded from the shelves. */
import { same, unnoted, type Letter, type Report } from "./letter.ts";
import { fact, type Known, type Sent, type Shelves, type Turned, type Waiting } from "./shelves.ts";

/** Where an activity stands: something of it waits on the phone, was refused, or all of it is kept. */
export type State = "held" | "refused" | "sent";

/** One thing done to an activity, from this phone. */
export interface Step {
  do: Letter["do"];
  state: State;
  recorded_at: string;
  /** As it is told in a sentence: without signs that turn the way of reading, which would turn the rest of it too. */
  reason: string | null;
}

const TURNS = /[\u202a-\u202e\u2066-\u2069]/g;

export interface Activity {
  id: string;
  /** As it will stand when all that waits is kept. */
  report: Report;
  /** The version that the next letter about it must name; 0 where nothing of it has been kept or waits. */
  version: number;
  withdrawn: boolean;
  state: State;
  sent_at: string | null;
  /** The server cannot read what waits of it; the phone goes on trying. */
  troubled: boolean;
  refusals: Turned[];
  steps: Step[];
}

interface Everything {
  sent: Sent[];
  waiting: Waiting[];
  refused: Turned[];
  known: Known[];
}

/** Read all shelves at one moment. */
export async function readMine(shelves: Shelves): Promise<Activity[]> {
  const [{ sent, waiting, refused }, known = []] = await Promise.all([shelves.read(["sent", "waiting", "refused"]), fact(shelves, "known")]);
  return foldMine({ sent, waiting, refused, known });
}

/** Own activities, the latest to happen first. */
export function foldMine({ sent, waiting, refused, known }: Everything): Activity[] {
  const byId = new Map<string, Activity>();
  for (const entry of known) byId.set(entry.activity, fromServer(entry));
  for (const { letter, version, sent_at } of sent) {
    const activity = (byId.get(letter.activity) ?? begin(byId, letter)) as Activity | null;
    if (!activity) continue;
    activity.steps.push(step(letter, "sent"));
    activity.sent_at = later(activity.sent_at, sent_at);
    if (version < activity.version) continue;
    const erased = version === activity.version && !activity.report.note; // at the server: a correction is not to bring it back
    apply(activity, letter, version);
    if (erased) activity.report = unnoted(activity.report);
  }
  for (const { letter, trouble, moot } of waiting) {
    if (moot) continue;
    const activity = byId.get(letter.activity) ?? begin(byId, letter);
    if (!activity) continue;
    const changes = letter.do === "withdraw" ? !activity.withdrawn : letter.do === "record" || !same(letter.report, activity.report);
    activity.steps.push(step(letter, "held"));
    activity.state = "held";
    activity.troubled ||= trouble !== undefined;
    apply(activity, letter, letter.do === "record" ? 1 : letter.version + (changes ? 1 : 0));
  }
  for (const turned of refused) {
    const activity = byId.get(turned.letter.activity) ?? begin(byId, turned.letter);
    if (!activity) continue;
    activity.steps.push(step(turned.letter, "refused"));
    activity.refusals.push(turned);
    activity.state = "refused";
    activity.version = Math.max(activity.version, turned.version ?? 0);
  }
  return [...byId.values()].sort((a, b) => Date.parse(b.report.occurred_at) - Date.parse(a.report.occurred_at) || (a.id < b.id ? 1 : -1));
}

/** How many there are in each state. */
export function tally(activities: Activity[]): Record<State | "all", number> {
  const counts = { all: activities.length, held: 0, refused: 0, sent: 0 };
  for (const { state } of activities) counts[state] += 1;
  return counts;
}

function fromServer({ activity, report, version, withdrawn, received_at }: Known): Activity {
  return { id: activity, report, version, withdrawn, state: "sent", sent_at: received_at, troubled: false, refusals: [], steps: [] };
}

/** An activity is first met in a letter that says what it is; of one that only withdraws, this phone knows too little to show it. */
function begin(byId: Map<string, Activity>, letter: Letter): Activity | null {
  if (letter.do === "withdraw") return null;
  const fresh: Activity = {
    id: letter.activity, report: letter.report, version: 0, withdrawn: false, state: "sent", sent_at: null, troubled: false, refusals: [],
    steps: [],
  };
  byId.set(letter.activity, fresh);
  return fresh;
}

function apply(activity: Activity, letter: Letter, version: number): void {
  if (letter.do === "withdraw") activity.withdrawn = true;
  else activity.report = letter.report;
  activity.version = version;
}

function step(letter: Letter, state: State): Step {
  return { do: letter.do, state, recorded_at: letter.recorded_at, reason: letter.do === "record" ? null : letter.reason.replace(TURNS, "") };
}

function later(one: string | null, other: string): string {
  return one !== null && Date.parse(one) > Date.parse(other) ? one : other;
}

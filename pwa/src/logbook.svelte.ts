/** This file glues together the shelves of the member in charge, what the server last told, and the screens that show both. */
import { byUse, type Field, type Kind } from "./catalogue/field.ts";
import { recordedAt } from "./forms/when.ts";
import { drafts, dropDraft, keepDraft } from "./outbox/drafts.ts";
import { uuid7 } from "./outbox/ids.ts";
import { learn } from "./outbox/known.ts";
import type { Report } from "./outbox/letter.ts";
import { readMine, type Activity } from "./outbox/mine.ts";
import { letGo, put } from "./outbox/put.ts";
import { fact, nameOf, openShelves, setFact, type Draft, type Shelves } from "./outbox/shelves.ts";
import { fetchField, fetchMine, NotNow, signOut } from "./sync/post.ts";
import { rounds } from "./sync/rounds.svelte.ts";
import { inUse } from "./words/words.svelte.ts";

/** What the app can show: its screens, or why it cannot yet. */
export type Standing = "opening" | "open" | "signed-out" | "no-contact" | "not-field" | "broken";

/** A queue on this phone, remembered so that whoever signs in next sees that somebody's letters still wait. */
export interface Who {
  partnership: string;
  member: string;
  name: string;
}

const IN_CHARGE = "faltlogg member";
const EVERYBODY = "faltlogg members";
const FRESH_MS = 60_000;

class Logbook {
  standing = $state<Standing>("opening");
  field = $state.raw<Field | null>(null);
  activities = $state.raw<Activity[]>([]);
  drafts = $state.raw<Draft[]>([]);
  gaps = $state(0);
  /** When the server last told the figures, or that they are as they were. */
  seen = $state<string | null>(null);
  /** The activity that was saved last, until another screen is opened. */
  saved = $state<string | null>(null);

  /** Kinds the member may record, the most used first. */
  kinds = $derived<Kind[]>(this.field ? byUse(this.field.kinds, this.activities.map(({ report }) => report.kind)) : []);
  waiting = $derived(this.activities.filter(({ state }) => state !== "sent").length);

  private shelves: Shelves | null = null;
  /** The name of the open queue, and of the one whose rounds have begun. */
  private name = "";
  private starts = "";
  private looked = 0;
  private channel = new BroadcastChannel("faltlogg");
  /** Another member has signed in while a form was being written: their queue is opened when it is left. */
  private successor: Field | null = null;

  /** Open what the phone has, then ask the server. Without a server the phone's own is enough. */
  async start(): Promise<void> {
    this.channel.addEventListener("message", () => void this.refresh().then(() => rounds.recall()));
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && void this.look());
    try {
      const who = remembered<Who>(IN_CHARGE);
      if (who) await this.open(who);
    } catch (error) {
      console.error(error);
      this.standing = "broken";
      return;
    }
    await this.look();
  }

  /** Ask the server for the catalogue and the figures. Whoever it answers is in charge of the phone. */
  async look(force = false): Promise<void> {
    if (!force && this.field && Date.now() - this.looked < FRESH_MS) return;
    this.looked = Date.now();
    try {
      const etag = this.shelves ? ((await fact<string>(this.shelves, "etag")) ?? null) : null;
      const answer = await fetchField(this.field ? etag : null);
      if (answer) await this.take(answer.field, answer.etag);
      if (this.shelves) await setFact(this.shelves, "seen", (this.seen = new Date().toISOString()));
      if (this.shelves) await learn(this.shelves, await fetchMine());
      await this.refresh();
    } catch (error) {
      if (!(error instanceof NotNow)) console.error(error);
      if (this.field) return; // the phone's own is enough; the sync line says how it goes
      if (!(error instanceof NotNow)) {
        this.standing = "broken";
        return;
      }
      this.standing = error.why === "signed-out" ? "signed-out" : error.why === "not-field" ? "not-field" : "no-contact";
    }
  }

  private async take(field: Field, etag: string | null): Promise<void> {
    const name = nameOf(field.partnership.code, field.member.id);
    if (this.field && name !== this.name && location.hash.startsWith("#/form")) {
      this.successor = field;
      return;
    }
    const who: Who = { partnership: field.partnership.code, member: field.member.id, name: field.member.name };
    if (name !== this.name) await this.unlock(who);
    await setFact(this.shelves!, "field", field);
    await setFact(this.shelves!, "etag", etag);
    this.field = field;
    this.standing = "open";
    remember(IN_CHARGE, who);
    remember(EVERYBODY, [...everybody().filter((other) => nameOf(other.partnership, other.member) !== name), who]);
    if (this.starts !== name) await this.beginRounds();
  }

  private async open(who: Who): Promise<void> {
    await this.unlock(who);
    this.field = (await fact<Field>(this.shelves!, "field")) ?? null;
    if (!this.field) return;
    this.seen = (await fact<string>(this.shelves!, "seen")) ?? null;
    this.standing = "open";
    await this.beginRounds();
  }

  private async unlock(who: Who): Promise<void> {
    rounds.end();
    this.shelves?.close();
    this.starts = "";
    this.name = nameOf(who.partnership, who.member);
    this.shelves = await openShelves(this.name);
    await this.refresh();
    void navigator.storage?.persist?.(); // may be refused; what is unsent is shown in words either way
  }

  private async beginRounds(): Promise<void> {
    this.starts = this.name;
    await rounds.begin({
      name: this.name,
      shelves: this.shelves!,
      sender: () => ({ partnership: this.field!.partnership.code, member: this.field!.member.id, language: inUse() }),
      moved: () => this.moved(),
    });
  }

  /** Called when a form is left: whoever signed in meanwhile takes over now. */
  async leftForm(): Promise<void> {
    const field = this.successor;
    this.successor = null;
    if (field) await this.take(field, null);
  }

  /** Read the shelves again. */
  async refresh(): Promise<void> {
    if (!this.shelves) return;
    const [activities, left, gaps] = await Promise.all([
      readMine(this.shelves),
      drafts(this.shelves),
      fact(this.shelves, "gaps"),
    ]);
    this.activities = activities;
    this.drafts = left;
    this.gaps = await this.unexplained(gaps ?? []);
  }

  /** Sequence numbers that the server has not seen and that do not wait here either. */
  private async unexplained(gaps: [number, number][]): Promise<number> {
    let lost = 0;
    for (const [first, last] of gaps) lost += last - first + 1 - (await this.shelves!.count("waiting", IDBKeyRange.bound(first, last)));
    return Math.max(0, lost);
  }

  private async moved(): Promise<void> {
    this.channel.postMessage("moved");
    await this.refresh();
    if (this.activities.some(({ refusals }) => refusals.some(({ code, version }) => code === "stale" && version !== null))) {
      void this.look();
    }
  }

  /** Save a new report on the phone, and hand it in when there is contact. Resolves when it is stored. */
  async record(report: Report, byDay: boolean, draft: string): Promise<string> {
    const recorded_at = recordedAt(new Date(), byDay);
    const activity = uuid7(byDay ? Date.parse(recorded_at) : Date.now());
    await put(this.shelves!, { do: "record", activity, recorded_at, report, confirmed: [] }, { draft });
    return this.after(activity);
  }

  /**
   * Save a changed report. Where the record itself was refused it is handed in anew under the same activity; else it is
   * corrected, from the version that the writer saw.
   */
  async correct(activity: Activity, report: Report, reason: string, byDay: boolean, draft: string): Promise<string> {
    const recorded_at = recordedAt(new Date(), byDay);
    const mends = activity.refusals.map(({ letter }) => letter.seq);
    const { id } = activity;
    if (neverKept(activity)) await put(this.shelves!, { do: "record", activity: id, recorded_at, report, confirmed: [] }, { draft, mends });
    else {
      const letter = { do: "correct", activity: id, version: activity.version, reason: reason.toWellFormed(), recorded_at, report } as const;
      await put(this.shelves!, letter, { draft, mends });
    }
    return this.after(id);
  }

  /** Take an activity back. */
  async withdraw(activity: Activity, reason: string, byDay: boolean): Promise<void> {
    const mends = activity.refusals.map(({ letter }) => letter.seq);
    const { id, version } = activity;
    const recorded_at = recordedAt(new Date(), byDay);
    await put(this.shelves!, { do: "withdraw", activity: id, version, reason: reason.toWellFormed(), recorded_at }, { mends });
    await this.after(id);
  }

  /** Let go of what was refused. */
  async letGo(activity: Activity): Promise<void> {
    await letGo(this.shelves!, activity.refusals.map(({ letter }) => letter.seq));
    await this.moved();
  }

  private async after(activity: string): Promise<string> {
    this.channel.postMessage("moved");
    await this.refresh();
    this.saved = activity;
    void rounds.go();
    return activity;
  }

  async keepDraft(draft: Draft): Promise<void> {
    await keepDraft(this.shelves!, draft);
    await this.refreshDrafts();
  }

  async dropDraft(id: string): Promise<void> {
    await dropDraft(this.shelves!, id);
    await this.refreshDrafts();
  }

  private async refreshDrafts(): Promise<void> {
    this.drafts = await drafts(this.shelves!);
  }

  /** End the session at the server. Letters, drafts and own activities stay on the phone for the next time. */
  async signOut(): Promise<void> {
    await signOut();
    rounds.end();
    localStorage.removeItem(IN_CHARGE);
    this.shelves?.close();
    this.shelves = null;
    this.name = this.starts = "";
    this.field = null;
    this.standing = "signed-out";
    location.hash = "#/";
  }

  /** Others with a queue on this phone, and how many of their letters wait. */
  async others(): Promise<{ name: string; waiting: number }[]> {
    const found = [];
    for (const who of everybody()) {
      const name = nameOf(who.partnership, who.member);
      if (name === this.name) continue;
      const shelves = await openShelves(name);
      const waiting = await shelves.count("waiting");
      shelves.close();
      if (waiting > 0) found.push({ name: who.name, waiting });
    }
    return found;
  }
}

/** Whether no version of an activity has reached the server: its record lies on the refused shelf. */
export function neverKept(activity: Activity): boolean {
  return activity.refusals.some(({ letter }) => letter.do === "record");
}

function everybody(): Who[] {
  return remembered<Who[]>(EVERYBODY) ?? [];
}

function remembered<T>(key: string): T | null {
  const text = localStorage.getItem(key);
  return text === null ? null : (JSON.parse(text) as T);
}

function remember(key: string, value: unknown): void {
  localStorage.setItem(key, JSON.stringify(value));
}

export const logbook = new Logbook();

/** This file glues together the shelves of the member in charge, what the server last told, and the screens that show both. */
import { tick } from "svelte";
import { inFront, type Field, type Kind } from "./catalogue/field.ts";
import { watchIdle } from "./lock/idle.ts";
import { isLocked, lockOf, withoutLock, withPin } from "./lock/lock.ts";
import { everybody, faces, inCharge, meet, nobodyInCharge, putInCharge, queueOf, type Who } from "./lock/people.ts";
import { sealWith } from "./lock/seal.ts";
import { drafts } from "./outbox/drafts.ts";
import { openShelves } from "./outbox/formats.ts";
import { learn } from "./outbox/known.ts";
import { readMine, type Activity } from "./outbox/mine.ts";
import { nameOf, openQueue, type Queue } from "./outbox/queue.ts";
import { fact, setFact, type Draft, type Shelves } from "./outbox/shelves.ts";
import { own } from "./shift/own.svelte.ts";
import { answerVisit, fetchField, fetchMine, fetchQuestions, NotNow, settleGap, signOut, speakAs, takeSession, type Cause, type Gap, type Questions, type VisitQuestion } from "./sync/post.ts";
import { rounds } from "./sync/rounds.svelte.ts";
import { inUse } from "./words/words.svelte.ts";

/** What the app can show: its screens, or why it cannot yet. */
export type Standing = "opening" | "open" | "locked" | "choosing" | "blocked" | "signed-out" | "no-contact" | "not-field" | "broken";

const FRESH_MS = 60_000;
/** Own activities that are fetched again and again, and those that are fetched when they are asked for: as many as the server tells. */
const NEAR = 200;
const FAR = 1000;

class Logbook {
  standing = $state<Standing>("opening");
  field = $state.raw<Field | null>(null);
  activities = $state.raw<Activity[]>([]);
  drafts = $state.raw<Draft[]>([]);
  gaps = $state(0);
  /** Whether the server may have older activities than the phone shows, and whether it can be asked for them. */
  cut = $state(false);
  more = $state(false);
  /** What the server asks of the member, as it last did. */
  questions = $state.raw<Questions>({ visits: [], gaps: [] });
  /** When the server last told the figures, or that they are as they were. */
  seen = $state<string | null>(null);
  /** The activity that was saved last, until another screen is opened. */
  saved = $state<string | null>(null);

  /** Kinds the member may record, those they pinned first, then the most used. */
  kinds = $derived<Kind[]>(this.field ? inFront(this.field.kinds, own.pinned, this.activities.map(({ report }) => report.kind)) : []);
  waiting = $derived(this.activities.filter(({ state }) => state !== "sent").length);

  /** Whether it takes something of the member's own to open their queue. */
  locked = $state(false);
  /** The queue that the lock screen offers first. */
  offered = $state("");

  private shelves: Shelves | null = null;
  /** The database of the open queue and the key to its rows. */
  private opened: { db: Queue; key: CryptoKey } | null = null;
  /** Whoever has just signed in by their own link, and has yet to open their queue. */
  private arrived: { field: Field; etag: string | null } | null = null;
  /** The name of the open queue, and of the one whose rounds have begun. */
  private name = "";
  private starts = "";
  private looked = 0;
  /** How many own activities the server is asked for. */
  private reach = NEAR;
  private channel = new BroadcastChannel("faltlogg");
  /** Another member has signed in while a form was being written: their queue is opened when it is left. */
  private successor: Field | null = null;

  /** Open what the phone has, then ask the server. Without a server the phone's own is enough. */
  async start(): Promise<void> {
    this.channel.addEventListener("message", ({ data }) => void (data === "lock" ? this.lock(false) : this.refresh().then(() => rounds.recall())));
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && void this.look());
    watchIdle(() => void this.lock());
    try {
      const who = inCharge();
      if (who) await this.enter(who);
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
      if (this.locked && this.field && !(await fact(this.shelves!, "session"))) await this.adopt(this.field.member.id);
      if (this.shelves) await setFact(this.shelves, "seen", (this.seen = new Date().toISOString()));
      if (this.shelves) {
        const mine = await fetchMine(this.reach);
        this.weigh(mine.length);
        await learn(this.shelves, mine);
      }
      await this.refresh();
      this.questions = await fetchQuestions();
    } catch (error) {
      if (!(error instanceof NotNow)) console.error(error);
      if (this.field || this.standing === "locked") return; // the phone's own is enough; the sync line says how it goes
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
    const { partnership, member } = field;
    const who: Who = { partnership: partnership.code, member: member.id, name: member.name, organisation: member.organisation };
    if (name !== this.name) {
      const db = await this.queue(name);
      meet(who);
      if (isLocked(await lockOf(db))) {
        db.close();
        this.arrived = { field, etag };
        return this.show(name);
      }
      await this.unlock(db, await withoutLock(db));
    }
    await setFact(this.shelves!, "field", field);
    await setFact(this.shelves!, "etag", etag);
    this.field = field;
    putInCharge(who);
    // Several members on one phone: each locks what is theirs before they go on.
    this.standing = this.locked || everybody().length === 1 ? "open" : "choosing";
    if (this.starts !== name) await this.beginRounds();
  }

  private async enter(who: Who): Promise<void> {
    const db = await this.queue(queueOf(who));
    if (isLocked(await lockOf(db)) || everybody().length > 1) {
      db.close();
      return this.show(queueOf(who));
    }
    await this.unlock(db, await withoutLock(db));
    await this.goOn();
  }

  private queue(name: string): Promise<Queue> {
    return openQueue(name, () => (this.standing = "blocked"));
  }

  private async goOn(): Promise<void> {
    this.field = (await fact<Field>(this.shelves!, "field")) ?? null;
    if (!this.field) return;
    this.seen = (await fact<string>(this.shelves!, "seen")) ?? null;
    this.weigh((await fact(this.shelves!, "known"))?.length ?? 0);
    this.standing = "open";
    await this.beginRounds();
  }

  /** So many own activities did the server tell of. */
  private weigh(told: number): void {
    this.cut = told >= this.reach;
    this.more = this.cut && this.reach < FAR;
  }

  private async unlock(db: Queue, key: CryptoKey): Promise<void> {
    await this.shut();
    this.name = db.name;
    this.opened = { db, key };
    this.locked = isLocked(await lockOf(db));
    this.shelves = await openShelves(db, sealWith(key));
    speakAs((await fact<string>(this.shelves, "session")) ?? null);
    await this.refresh();
    void navigator.storage?.persist?.(); // may be refused; what is unsent is shown in words either way
  }

  /** Let go of whatever is open, once all that is on its way to the disk has arrived. */
  private async shut(): Promise<void> {
    rounds.end();
    await this.shelves?.close();
    this.shelves = this.opened = this.field = null;
    this.name = this.starts = "";
    this.activities = [];
    this.drafts = [];
    this.questions = { visits: [], gaps: [] };
    this.reach = NEAR;
    this.weigh(0);
    this.saved = null;
    this.locked = false;
    own.shut();
    speakAs(null);
  }

  /** Show who may open something, one of them first. */
  private async show(queue: string): Promise<void> {
    this.offered = queue;
    this.standing = "locked";
    await tick(); // whatever was shown has gone, and has kept what was being written
    await this.shut();
  }

  /** Lock what is open, in every window, if it has a lock. */
  async lock(tell = true): Promise<void> {
    if (!this.locked || this.standing === "locked") return;
    if (tell) this.channel.postMessage("lock");
    await this.show(this.name);
  }

  /** Open a queue with its PIN. Rejects with `WrongPin`, having opened nothing. */
  async openWithPin(queue: string, pin: string): Promise<void> {
    await this.openWith(queue, (db) => withPin(db, pin));
  }

  /** Open a queue with its passkey. Rejects with `NoPasskey`, having opened nothing. */
  async openWithPasskey(queue: string): Promise<void> {
    const { withPasskey } = await import("./lock/passkey.ts");
    await this.openWith(queue, withPasskey);
  }

  private async openWith(queue: string, keyOf: (db: Queue) => Promise<CryptoKey>): Promise<void> {
    const db = await this.queue(queue);
    let key: CryptoKey;
    try {
      key = await keyOf(db);
    } catch (error) {
      db.close();
      throw error;
    }
    await this.unlock(db, key);
    const who = everybody().find((one) => queueOf(one) === queue);
    if (who) putInCharge(who);
    const { arrived } = this;
    this.arrived = null;
    if (arrived && nameOf(arrived.field.partnership.code, arrived.field.member.id) === queue) {
      await this.adopt(arrived.field.member.id);
      await this.take(arrived.field, arrived.etag);
    } else await this.goOn();
    if (!this.field) this.standing = "no-contact";
    void this.look(true);
  }

  /** Lock the open queue from now on: `how` is told its database, its key and its member. */
  async choose(how: (db: Queue, key: CryptoKey, member: Field["member"]) => Promise<void>): Promise<void> {
    const { db, key } = this.opened!;
    await how(db, key, this.field!.member);
    this.locked = true;
    await this.adopt(this.field!.member.id);
    this.standing = "open";
  }

  /** Take the session out of the browser's jar, where whoever comes next would find it, and lay it with the member's own. */
  private async adopt(member: string): Promise<void> {
    try {
      const session = await takeSession(member);
      if (session === null) return;
      await setFact(this.shelves!, "session", session);
      speakAs(session);
    } catch (error) {
      if (!(error instanceof NotNow)) throw error; // it stays in the jar, and is fetched next time
    }
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
    await own.read(this.shelves, activities);
    this.activities = activities;
    this.drafts = left;
    this.gaps = await this.unexplained(gaps ?? []);
  }

  /** Sequence numbers that the server has not seen and that do not wait here either. */
  private async unexplained(gaps: [number, number][]): Promise<number> {
    let lost = 0;
    for (const [first, last] of gaps) lost += last - first + 1 - (await this.shelves!.count("waiting", first, last));
    return Math.max(0, lost);
  }

  /** Something on the shelves moved: show it here and in other windows. */
  async moved(): Promise<void> {
    this.channel.postMessage("moved");
    await this.refresh();
    if (this.activities.some(({ refusals }) => refusals.some(({ code, version }) => code === "stale" && version !== null))) {
      void this.look();
    }
  }

  /** The shelves of the open queue, for those who write there. */
  get open(): Shelves {
    return this.shelves!;
  }

  /** Show what was just written about an activity, and hand it in. */
  async wrote(activity: string): Promise<void> {
    this.channel.postMessage("moved");
    await this.refresh();
    this.saved = activity;
    void rounds.go();
  }

  /** Read the drafts again. */
  async refreshDrafts(): Promise<void> {
    if (this.shelves) this.drafts = await drafts(this.shelves);
  }

  /** End the session at the server. Letters, drafts and own activities stay on the phone for the next time. */
  async signOut(): Promise<void> {
    await signOut();
    await setFact(this.shelves!, "session", null);
    nobodyInCharge();
    location.hash = "#/";
    const { locked, name } = this;
    if (locked || everybody().length > 1) return this.show(name);
    this.standing = "signed-out";
    await tick();
    await this.shut();
  }

  /** Fetch older activities of one's own too, as long as the queue is open. */
  async older(): Promise<void> {
    this.reach = FAR;
    await this.look(true);
  }

  /** Say whether a record tells of the same visit as an own one. Rejects without contact. */
  async answerVisit(question: VisitQuestion, same: boolean): Promise<void> {
    await answerVisit(question, same);
    this.questions = await fetchQuestions();
  }

  /** Say what became of letters that never arrived. Rejects without contact. */
  async settleGap(gap: Gap, cause: Cause): Promise<void> {
    await settleGap(gap, cause);
    this.questions = await fetchQuestions();
  }

  /** Others with a queue on this phone, and how many of their letters wait. */
  async others(): Promise<{ name: string; waiting: number }[]> {
    const found = (await faces()).filter(({ queue, waiting }) => queue !== this.name && waiting > 0);
    return found.map(({ who, waiting }) => ({ name: who.name, waiting }));
  }
}

export const logbook = new Logbook();

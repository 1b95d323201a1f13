/**
 * This file glues together the shelves of the member in charge, the catalogue that the server last told, and the screens that show
 * both. What else there is to say to the server comes after the first screen, in `contact.ts`.
 */
import { tick } from "svelte";
import { inFront, type Field, type Kind } from "./catalogue/field.ts";
import { isLocked, lockOf, withoutLock } from "./lock/lock.ts";
import { claim, everybody, inCharge, meet, putInCharge, queueOf, recollect, type Who } from "./lock/people.ts";
import { sealWith } from "./lock/seal.ts";
import { drafts } from "./outbox/drafts.ts";
import { readMine, type Activity } from "./outbox/mine.ts";
import { isOld, nameOf, openQueue, type Queue } from "./outbox/queue.ts";
import { fact, setFact, Shelves, type Draft, type Seal } from "./outbox/shelves.ts";
import { own } from "./shift/own.svelte.ts";
import { handing } from "./sync/handing.svelte.ts";
import { fetchField, NotNow, speakAs } from "./sync/post.ts";
import type { Questions } from "./sync/questions.ts";
import { inUse } from "./words/words.svelte.ts";

/** What the app can show: its screens, or why it cannot yet. */
export type Standing = "opening" | "open" | "locked" | "choosing" | "blocked" | "signed-out" | "no-contact" | "not-field" | "broken";

/** What the logbook needs of what comes after the first screen: queues that older versions wrote are brought forward. */
interface Later {
  openShelves: (db: Queue, seal: Seal) => Promise<Shelves>;
}

const FRESH_MS = 60_000;
const NONE: Questions = { visits: [], gaps: [] };
/** Own activities that are fetched again and again, and those that are fetched when they are asked for: as many as the server tells. */
const NEAR = 200;
export const FAR = 1000;

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
  questions = $state.raw<Questions>(NONE);
  /** When the server last told the figures, or that they are as they were. */
  seen = $state<string | null>(null);
  /** The activity that was saved last, until another screen is opened. */
  saved = $state<string | null>(null);

  /** Kinds the member may record, those they pinned first, then the most used. */
  kinds = $derived<Kind[]>(this.field ? inFront(this.field.kinds, own.pinned, this.activities.map(({ report }) => report.kind)) : []);

  /** Whether it takes something of the member's own to open their queue. */
  locked = $state(false);
  /** The queue that the lock screen offers first. */
  offered = $state("");

  private later: Promise<Later> | null = null;
  private shelves: Shelves | null = null;
  /** The database of the open queue and the key to its rows. */
  opened: { db: Queue; key: CryptoKey } | null = null;
  /** Whoever has just signed in by their own link, and has yet to open their queue. */
  arrived: { field: Field; etag: string | null } | null = null;
  /** The name of the open queue, and of the one whose letters are being handed in. */
  name = "";
  private starts = "";
  private looked = 0;
  /** How many own activities the server is asked for. */
  reach = NEAR;
  private channel = new BroadcastChannel("faltlogg");
  /** Another member has signed in while a form was being written: their queue is opened when it is left. */
  successor: Field | null = null;

  /** Open what the phone has, then ask the server. Without a server the phone's own is enough. Resolves as `look` does. */
  async start(later: Promise<Later>): Promise<boolean> {
    this.later = later;
    this.channel.addEventListener("message", ({ data }) => void (data === "lock" ? this.lock(false) : this.refresh().then(() => handing.recall())));
    try {
      await recollect();
      const who = inCharge();
      if (who) await this.enter(who);
    } catch (error) {
      console.error(error);
      this.standing = "broken";
      return false;
    }
    return this.look();
  }

  /**
   * Ask the server for the catalogue and the figures. Whoever it answers is in charge of the phone. Resolves with false where it was
   * not asked, as it just had been, or had nothing to say.
   */
  async look(force = false): Promise<boolean> {
    if (!force && this.field && Date.now() - this.looked < FRESH_MS) return false;
    this.looked = Date.now();
    try {
      const etag = this.shelves ? ((await fact<string>(this.shelves, "etag")) ?? null) : null;
      const answer = await fetchField(this.field ? etag : null);
      if (answer) await this.take(answer.field, answer.etag);
      if (this.shelves) await setFact(this.shelves, "seen", (this.seen = new Date().toISOString()));
      return true;
    } catch (error) {
      this.failed(error);
      return false;
    }
  }

  /** What was asked of the server came to nothing: that is only shown where the phone's own is not enough. */
  failed(error: unknown): void {
    if (!(error instanceof NotNow)) console.error(error);
    if (this.field || this.standing === "locked") return; // the sync line says how it goes
    if (!(error instanceof NotNow)) this.standing = "broken";
    else this.standing = error.why === "signed-out" ? "signed-out" : error.why === "not-field" ? "not-field" : "no-contact";
  }

  /** Open the queue of whoever the server answered, and keep what it told. Where it takes a key, they are asked for it. */
  async take(field: Field, etag: string | null): Promise<void> {
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
    await claim(this.opened!.db, who);
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

  /** The database of a queue. */
  queue(name: string): Promise<Queue> {
    return openQueue(name, () => (this.standing = "blocked"));
  }

  /** Show what the open queue has. */
  async goOn(): Promise<void> {
    this.field = (await fact<Field>(this.shelves!, "field")) ?? null;
    if (!this.field) return;
    this.seen = (await fact<string>(this.shelves!, "seen")) ?? null;
    this.weigh((await fact(this.shelves!, "known"))?.length ?? 0);
    this.standing = "open";
    await this.beginRounds();
  }

  /** So many own activities did the server tell of. */
  weigh(told: number): void {
    this.cut = told >= this.reach;
    this.more = this.cut && this.reach < FAR;
  }

  /** Open the shelves of a queue, and close those that were open. */
  async unlock(db: Queue, key: CryptoKey): Promise<void> {
    await this.shut();
    this.name = db.name;
    this.opened = { db, key };
    this.locked = isLocked(await lockOf(db));
    const seal = sealWith(key);
    this.shelves = (await isOld(db)) ? await (await this.later!).openShelves(db, seal) : new Shelves(db, seal);
    speakAs((await fact<string>(this.shelves, "session")) ?? null);
    await this.refresh();
    void navigator.storage?.persist?.(); // may be refused; what is unsent is shown in words either way
  }

  /** Let go of whatever is open, once all that is on its way to the disk has arrived. */
  async shut(): Promise<void> {
    handing.end();
    await this.shelves?.close();
    this.shelves = this.opened = this.field = null;
    this.name = this.starts = "";
    this.activities = [];
    this.drafts = [];
    this.questions = NONE;
    this.reach = NEAR;
    this.weigh(0);
    this.saved = null;
    this.locked = false;
    own.shut();
    speakAs(null);
  }

  /** Show who may open something, one of them first. */
  async show(queue: string): Promise<void> {
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

  private async beginRounds(): Promise<void> {
    this.starts = this.name;
    await handing.begin({
      name: this.name,
      shelves: this.shelves!,
      sender: () => ({ partnership: this.field!.partnership.code, member: this.field!.member.id, language: inUse() }),
    });
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
  }

  /** The shelves of the open queue, for those who write there. */
  get open(): Shelves {
    return this.shelves!;
  }

  /** Read the drafts again. */
  async refreshDrafts(): Promise<void> {
    if (this.shelves) this.drafts = await drafts(this.shelves);
  }
}

export const logbook = new Logbook();

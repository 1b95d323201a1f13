/** When the phone hands in: on start, when the page is looked at, when the network says it is back, and on a timer that slows down. */
import { flush, Indigestible, type Send } from "../outbox/flush.ts";
import { fact, setFact, type Shelves } from "../outbox/shelves.ts";
import { pause } from "./pace.ts";
import { NotNow, sendAs, type Sender, type Why } from "./post.ts";

/** How the last attempt ended, kept on the phone so that it is known after a relaunch. */
export interface Ended {
  at: string;
  how: "answered" | Why;
}

/** Whose letters these rounds hand in. */
export interface Round {
  name: string;
  shelves: Shelves;
  sender: () => Sender;
  /** Something on the shelves moved. */
  moved: () => void | Promise<void>;
}

class Rounds {
  /** True while a batch is on its way. */
  sending = $state(false);
  ended = $state.raw<Ended | null>(null);
  /** When something was last kept by the server. */
  sentAt = $state<string | null>(null);
  /** By how many milliseconds the phone's clock was ahead of the server's when they last spoke. */
  skew = $state(0);
  /** When the timer tries again; null where nothing waits or nothing will help but the member. */
  next = $state<string | null>(null);

  private round: Round | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  private listening = false;
  /** A round of this window is under way, and the member has asked for another after it. */
  private underway = false;
  private wanted = false;

  /** Begin to hand in for one queue; replaces the one before. */
  async begin(round: Round): Promise<void> {
    this.end();
    this.round = round;
    await this.recall();
    if (!this.listening) {
      this.listening = true;
      addEventListener("online", () => void this.go());
      document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && void this.go());
    }
    void this.go();
  }

  /** Read how the last attempt ended, also where another tab made it. */
  async recall(): Promise<void> {
    if (!this.round || this.sending) return;
    const { shelves } = this.round;
    this.ended = (await fact<Ended>(shelves, "ended")) ?? null;
    this.sentAt = (await fact<string>(shelves, "sent_at")) ?? null;
    this.skew = (await fact<number>(shelves, "skew")) ?? 0;
  }

  /** Stop, as when signing out. What waits stays. */
  end(): void {
    clearTimeout(this.timer);
    this.round = null;
    this.next = null;
    this.failures = 0;
  }

  /** Hand in because the member asks for it: however often, the timer slows down no further. */
  async now(): Promise<void> {
    this.failures = 0;
    if (this.underway) this.wanted = true;
    else await this.go();
  }

  /** Hand in. One tab at a time: where another is at it, this one leaves it to that. */
  async go(): Promise<void> {
    const round = this.round;
    if (!round) return;
    this.underway = true;
    this.wanted = false;
    try {
      await navigator.locks.request(`${round.name} flush`, { ifAvailable: true }, async (lock) => {
        if (!lock) return this.plan(round, 5);
        if ((await round.shelves.count("waiting")) === 0) return this.plan(round, null);
        await this.handIn(round);
      });
    } catch (error) {
      if (this.round === round) throw error; // else the queue was locked meanwhile, and nothing was let go of
    } finally {
      this.underway = false;
    }
    if (this.wanted) await this.go();
  }

  private async handIn(round: Round): Promise<void> {
    clearTimeout(this.timer);
    this.sending = true;
    this.next = null;
    let wait: number | null = null;
    let how: Ended["how"] = "answered";
    try {
      const post = sendAs(round.sender(), () => new Date().toISOString(), (ms) => (this.skew = ms));
      // Known before anything is said to be sent: whoever relaunches then is still told that the clock is wrong.
      const send: Send = async (batch) => {
        const answer = await post(batch);
        await setFact(round.shelves, "skew", this.skew).catch(() => undefined); // a phone that is full learns it anew
        return answer;
      };
      const { kept, left, troubled } = await flush(round.shelves, send, 50, () => void round.moved());
      if (kept > 0) await setFact(round.shelves, "sent_at", (this.sentAt = new Date().toISOString()));
      if (troubled > 0) how = "strange";
      this.failures = left > 0 ? this.failures + 1 : 0;
      wait = left > 0 ? pause(this.failures, 0, Math.random()) : null;
    } catch (error) {
      how = whyOf(error);
      this.failures += 1;
      const byMember = how === "signed-out" || how === "other-member";
      wait = byMember ? null : pause(this.failures, error instanceof NotNow ? error.wait : 0, Math.random());
    } finally {
      this.sending = false;
    }
    if (this.round !== round) return;
    const ended: Ended = { at: new Date().toISOString(), how };
    this.ended = ended;
    await setFact(round.shelves, "ended", ended);
    this.plan(round, wait);
    await round.moved();
  }

  private plan(round: Round, seconds: number | null): void {
    clearTimeout(this.timer);
    if (this.round !== round) return;
    this.next = seconds === null ? null : new Date(Date.now() + seconds * 1000).toISOString();
    if (seconds !== null) this.timer = setTimeout(() => void this.go(), seconds * 1000);
  }
}

function whyOf(error: unknown): Why {
  if (error instanceof NotNow) return error.why;
  if (error instanceof Indigestible) return "strange";
  throw error;
}

export const rounds = new Rounds();

/** When the phone hands in: on start, when the page is looked at, when the network says it is back, and on a timer that slows down. */
import { flush, Indigestible, type Send } from "../outbox/flush.ts";
import { setFact } from "../outbox/shelves.ts";
import { sendAs } from "./batch.ts";
import { handing, type Ended, type Round } from "./handing.svelte.ts";
import { pause } from "./pace.ts";
import { NotNow, type Why } from "./post.ts";

class Rounds {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  /** What this window is at, and whether it is to look again when that has ended. */
  private underway: Round | null = null;
  private wanted = false;
  /** Something on the shelves moved. */
  private moved: () => void | Promise<void> = () => undefined;

  /** Hand in whatever there is to hand in from now on. */
  attend(moved: () => void | Promise<void>): void {
    this.moved = moved;
    addEventListener("online", () => void this.go());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && void this.go());
    handing.by({ begun: () => this.begun(), now: () => void this.now() });
  }

  private begun(): void {
    clearTimeout(this.timer);
    this.failures = 0;
    void this.go();
  }

  /** Hand in because the member asks for it: however often, the timer slows down no further. */
  private async now(): Promise<void> {
    this.failures = 0;
    await this.go();
  }

  /**
   * Hand in. One at a time: whoever asks while this window is at it has it done once more after that, for what was asked may have come
   * too late. Where another window is at it, this one leaves it to that and looks again soon.
   */
  async go(): Promise<void> {
    const { round } = handing;
    if (!round) return;
    this.wanted = this.underway === round;
    if (this.wanted) return;
    this.underway = round;
    try {
      do {
        this.wanted = false;
        await navigator.locks.request(`${round.name} flush`, { ifAvailable: true }, async (lock) => {
          if (!lock) return this.plan(round, 5);
          if ((await round.shelves.count("waiting")) === 0) return this.plan(round, null);
          await this.handIn(round);
        });
      } while (this.wanted && handing.round === round);
    } catch (error) {
      if (handing.round === round) throw error; // else the queue was locked meanwhile, and nothing was let go of
    } finally {
      if (this.underway === round) this.underway = null;
    }
  }

  private async handIn(round: Round): Promise<void> {
    clearTimeout(this.timer);
    handing.sending = true;
    handing.next = null;
    let wait: number | null = null;
    let how: Ended["how"] = "answered";
    try {
      const post = sendAs(round.sender(), () => new Date().toISOString(), (ms) => (handing.skew = ms));
      // Known before anything is said to be sent: whoever relaunches then is still told that the clock is wrong.
      const send: Send = async (batch) => {
        const answer = await post(batch);
        await setFact(round.shelves, "skew", handing.skew).catch(() => undefined); // a phone that is full learns it anew
        return answer;
      };
      const { kept, left, troubled } = await flush(round.shelves, send, 50, () => void this.moved());
      if (kept > 0) await setFact(round.shelves, "sent_at", (handing.sentAt = new Date().toISOString()));
      if (troubled > 0) how = "strange";
      this.failures = left > 0 ? this.failures + 1 : 0;
      wait = left > 0 ? pause(this.failures, 0, Math.random()) : null;
    } catch (error) {
      how = whyOf(error);
      this.failures += 1;
      const byMember = how === "signed-out" || how === "other-member";
      wait = byMember ? null : pause(this.failures, error instanceof NotNow ? error.wait : 0, Math.random());
    } finally {
      handing.sending = false;
    }
    if (handing.round !== round) return;
    const ended: Ended = { at: new Date().toISOString(), how };
    handing.ended = ended;
    await setFact(round.shelves, "ended", ended);
    this.plan(round, wait);
    await this.moved();
  }

  private plan(round: Round, seconds: number | null): void {
    clearTimeout(this.timer);
    if (handing.round !== round) return;
    handing.next = seconds === null ? null : new Date(Date.now() + seconds * 1000).toISOString();
    if (seconds !== null) this.timer = setTimeout(() => void this.go(), seconds * 1000);
  }
}

function whyOf(error: unknown): Why {
  if (error instanceof NotNow) return error.why;
  if (error instanceof Indigestible) return "strange";
  throw error;
}

export const rounds = new Rounds();

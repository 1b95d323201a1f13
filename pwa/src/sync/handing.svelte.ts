/** How handing in goes, as the first screen tells of it. What does it, `rounds.ts`, comes after that screen. */
import { fact, type Shelves } from "../outbox/shelves.ts";
import type { Sender } from "./batch.ts";
import type { Why } from "./post.ts";

/** How the last attempt ended, kept on the phone so that it is known after a relaunch. */
export interface Ended {
  at: string;
  how: "answered" | Why;
}

/** Whose letters are handed in. */
export interface Round {
  name: string;
  shelves: Shelves;
  sender: () => Sender;
}

/** What hands in. */
interface Hands {
  /** A round has begun. */
  begun: () => void;
  /** The member asks for it. */
  now: () => void;
}

class Handing {
  /** True while a batch is on its way. */
  sending = $state(false);
  ended = $state.raw<Ended | null>(null);
  /** When something was last kept by the server. */
  sentAt = $state<string | null>(null);
  /** By how many milliseconds the phone's clock was ahead of the server's when they last spoke. */
  skew = $state(0);
  /** When the timer tries again; null where nothing waits or nothing will help but the member. */
  next = $state<string | null>(null);

  /** Null: nobody's letters are handed in. */
  round: Round | null = null;
  private begun = false;
  private hands: Hands | null = null;

  /** Begin to hand in for one queue, as soon as there is what does it; replaces the one before. */
  async begin(round: Round): Promise<void> {
    this.end();
    this.round = round;
    await this.recall();
    if (this.round !== round) return;
    this.begun = true;
    this.hands?.begun();
  }

  /** Hand in by these from now on. */
  by(hands: Hands): void {
    this.hands = hands;
    if (this.begun) hands.begun();
  }

  /** Hand in because the member asks for it. Whoever asks before there is what does it has it done when that comes. */
  now(): void {
    this.hands?.now();
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
    this.round = null;
    this.begun = false;
    this.next = null;
  }
}

export const handing = new Handing();

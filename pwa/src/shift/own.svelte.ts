/** What a member keeps on this phone for their own use: the shift, a patrol that goes on, pinned kinds. None of it is ever sent. */
import type { Activity } from "../outbox/mine.ts";
import type { Shelves } from "../outbox/shelves.ts";
import type { Patrol } from "../patrol/going.ts";
import type { Shift } from "./shift.ts";

/** As it lies with the member's other rows, sealed like them. */
interface Kept {
  shift: Shift | null;
  patrol: Patrol | null;
  /** Codes of kinds. */
  pinned: string[];
}

const NOTHING: Kept = { shift: null, patrol: null, pinned: [] };
const KEY = "own";
const UNDO_MS = 10_000;

class Own {
  /** The shift that goes on, or the last one. */
  shift = $state.raw<Shift | null>(null);
  patrol = $state.raw<Patrol | null>(null);
  pinned = $state.raw<string[]>([]);
  /** The activity that was just recorded and can be undone with one press, for ten seconds. */
  undoable = $state<string | null>(null);
  /** The one that was just undone. */
  undone = $state<string | null>(null);

  private shelves: Shelves | null = null;
  private activities: Activity[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** What is being read or changed, one after the other: what is shown is never older than the last press. */
  private last: Promise<unknown> = Promise.resolve();

  /** Read it again from the member's shelves. A patrol whose report is already there is over. */
  async read(shelves: Shelves, activities: Activity[]): Promise<void> {
    this.shelves = shelves;
    await this.inTurn(async () => {
      const kept = await shelves.get("facts", KEY);
      if (this.shelves !== shelves) return;
      this.activities = activities;
      this.show({ ...NOTHING, ...(kept as Partial<Kept> | undefined) });
    });
  }

  /** Forget what is shown: another member may be next. */
  shut(): void {
    this.shelves = null;
    this.activities = [];
    this.show(NOTHING);
    this.forget();
  }

  /** Change some of it, also where another window has changed the rest. Changes are made in the order they are asked for. */
  async keep(change: (kept: Kept) => Partial<Kept>): Promise<void> {
    const shelves = this.shelves!;
    await this.inTurn(async () => {
      const kept = await shelves.change(async (desk) => {
        const before = { ...NOTHING, ...((await desk.get("facts", KEY)) as Partial<Kept> | undefined) };
        const after: Kept = { ...before, ...change(before) };
        desk.put("facts", after, KEY);
        return after;
      });
      if (this.shelves === shelves) this.show(kept);
    });
  }

  private inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.last.then(work);
    this.last = done.catch(() => undefined);
    return done;
  }

  /** Offer to undo what was just recorded, for ten seconds. */
  offerUndo(activity: string): void {
    clearTimeout(this.timer);
    this.undone = null;
    this.undoable = activity;
    this.timer = setTimeout(() => (this.undoable = null), UNDO_MS);
  }

  /** It was undone. */
  undid(activity: string): void {
    this.forget();
    this.undone = activity;
  }

  private forget(): void {
    clearTimeout(this.timer);
    this.undoable = this.undone = null;
  }

  private show({ shift, patrol, pinned }: Kept): void {
    this.shift = shift;
    this.patrol = patrol && this.activities.some(({ id }) => id === patrol.activity) ? null : patrol;
    this.pinned = pinned;
  }
}

export const own = new Own();

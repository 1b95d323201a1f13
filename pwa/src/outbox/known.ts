/** What the server says of own activities: for a phone that did not hand them in itself, or that missed a change made elsewhere. */
import type { Known, Shelves } from "./shelves.ts";

/** Replace everything known by what the server says now. */
export async function learn(db: Shelves, activities: Known[]): Promise<void> {
  const work = db.transaction("known", "readwrite");
  void work.store.clear();
  for (const activity of activities) void work.store.put(activity);
  await work.done;
}

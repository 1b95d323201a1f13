/** Forms left before they were saved: kept per member, until saved or thrown away. */
import type { Draft, Shelves } from "./shelves.ts";

/** Keep a draft. It replaces what was kept under the same id. */
export async function keepDraft(db: Shelves, draft: Draft): Promise<void> {
  await db.change((desk) => desk.put("drafts", draft));
}

/** The draft with this id, if one was left. */
export async function draft(db: Shelves, id: string): Promise<Draft | undefined> {
  return db.get("drafts", id);
}

/** All drafts, the latest first. */
export async function drafts(db: Shelves): Promise<Draft[]> {
  return (await db.getAll("drafts")).sort((a, b) => (a.at < b.at ? 1 : -1));
}

/** Throw a draft away. */
export async function dropDraft(db: Shelves, id: string): Promise<void> {
  await db.change((desk) => desk.delete("drafts", id));
}

/** What the server says of own activities: for a phone that did not hand them in itself, or that missed a change made elsewhere. */
import { unnoted } from "./letter.ts";
import type { Known, Shelves } from "./shelves.ts";

/**
 * Replace everything known by what the server says now. A note that it no longer has leaves the phone too, with its letter: once that
 * is safe and will never be handed in again.
 */
export async function learn(shelves: Shelves, activities: Known[]): Promise<void> {
  const noteless = new Map(activities.filter(({ report }) => !report.note).map(({ activity, version }) => [activity, version]));
  await shelves.change(async (desk) => {
    desk.put("facts", activities, "known");
    for (const entry of await desk.all("sent")) {
      const { letter, version, safe } = entry;
      if (!safe || letter.do === "withdraw" || !letter.report.note || version > (noteless.get(letter.activity) ?? 0)) continue;
      desk.put("sent", { ...entry, letter: { ...letter, report: unnoted(letter.report) } });
    }
  });
}

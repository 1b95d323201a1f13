/** What the server says of own activities: for a phone that did not hand them in itself, or that missed a change made elsewhere. */
import { setFact, type Known, type Shelves } from "./shelves.ts";

/** Replace everything known by what the server says now. */
export async function learn(shelves: Shelves, activities: Known[]): Promise<void> {
  await setFact(shelves, "known", activities);
}

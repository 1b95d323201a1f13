/** What lies unsent on the shelves of the open queue. */
import { logbook } from "../logbook.svelte.ts";
import type { Letter } from "../outbox/letter.ts";
import { device } from "../outbox/put.ts";
import { fact } from "../outbox/shelves.ts";
import { rescueFile, type RescueFile } from "./export.ts";

/** Letters that the server has not answered for good. */
export async function unsent(): Promise<Letter[]> {
  return (await logbook.open.getAll("waiting")).map(({ letter }) => letter);
}

/** They in a file for the organisation that `key` belongs to. Nothing leaves the shelves. */
export async function rescue(key: JsonWebKey): Promise<RescueFile> {
  const { partnership, member } = logbook.field!;
  const whose = { partnership: partnership.code, member: member.id, device: await device(logbook.open) };
  return rescueFile(key, whose, (await fact(logbook.open, "epoch")) ?? null, await unsent(), new Date());
}

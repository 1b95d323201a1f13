/** Brings forward queues that older versions wrote: nothing on them is lost, and being killed in the middle changes nothing. */
import type { IDBPDatabase } from "idb";
import { CLEAR, isOld, openQueue, range, type Box, type Laid, type Queue } from "./queue.ts";
import { Shelves, type Key, type Known, type Seal, type Shelf } from "./shelves.ts";

type Row = [shelf: Shelf, key: Key, value: unknown];

const FIRST = ["waiting", "sent", "refused", "drafts", "known", "facts"] as const;

/** The shelves of an open queue, in the present format whatever it was before. */
export async function openShelves(db: Queue, seal: Seal): Promise<Shelves> {
  if (await isOld(db)) {
    const old = db as unknown as IDBPDatabase;
    const first = old.objectStoreNames.contains("facts");
    await layAnew(old, first ? [...FIRST] : ["sealed"], first ? await fromFirst(old) : await fromSecond(old, seal), seal);
  }
  return new Shelves(db, seal);
}

/** Open a queue by its name, with the seal that its rows were closed with. */
export async function openNamed(name: string, seal: Seal): Promise<Shelves> {
  return openShelves(await openQueue(name), seal);
}

/** Format 1: stores by shelf, in the clear. */
async function fromFirst(old: IDBPDatabase): Promise<Row[]> {
  const work = old.transaction(FIRST);
  const rows: Row[] = [];
  for (const shelf of ["waiting", "sent", "refused", "drafts", "facts"] as const) {
    const store = work.objectStore(shelf);
    const [keys, values] = await Promise.all([store.getAllKeys(), store.getAll()]);
    keys.forEach((key, i) => rows.push([shelf, key as Key, values[i]]));
  }
  rows.push(["facts", "known", (await work.objectStore("known").getAll()) as Known[]]);
  return rows;
}

/** Format 2: one store of boxes bound to no place, what the server knows in rows of its own. */
async function fromSecond(old: IDBPDatabase, seal: Seal): Promise<Row[]> {
  const work = old.transaction("sealed");
  const [keys, boxes] = (await Promise.all([work.store.getAllKeys(), work.store.getAll()])) as [[Shelf | "known", Key][], Laid[]];
  const rows = await Promise.all(
    boxes.map(async (laid, i) => [...keys[i]!, "clear" in laid ? laid.clear : await seal.open(laid, "")] as [Shelf | "known", Key, unknown]),
  );
  const known = rows.filter(([shelf]) => shelf === "known").map(([, , value]) => value);
  return [...(rows.filter(([shelf]) => shelf !== "known") as Row[]), ["facts", "known", known]];
}

/** How many letters of a queue wait, whatever its format and without its key. */
export async function waitingIn(db: Queue): Promise<number> {
  const rows = await db.count("rows", range("waiting"));
  const old = db as unknown as IDBPDatabase;
  if (old.objectStoreNames.contains("waiting")) return rows + (await old.count("waiting"));
  if (old.objectStoreNames.contains("sealed")) return rows + (await old.count("sealed", range("waiting")));
  return rows;
}

/** One transaction: all of it lies in the present format, or all of it as it was. */
async function layAnew(old: IDBPDatabase, stores: string[], rows: Row[], seal: Seal): Promise<void> {
  const boxes = await Promise.all(
    rows.map(async ([shelf, key, value]): Promise<Box | { clear: unknown }> =>
      shelf === "facts" && CLEAR.has(key) ? { clear: value } : seal.close(value, JSON.stringify([old.name, shelf, key])),
    ),
  );
  const work = old.transaction(["rows", ...stores], "readwrite", { durability: "strict" });
  // Another window may have done it meanwhile, and gone on from there.
  const there = await work.objectStore("rows").count(range("facts"));
  if (there === 0) rows.forEach(([shelf, key], i) => void work.objectStore("rows").put(boxes[i], [shelf, key]));
  for (const store of stores) void work.objectStore(store).clear();
  await work.done;
}

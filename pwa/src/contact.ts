/**
 * This file glues together the logbook and the server, beyond the catalogue: handing in, own activities, questions, and who has the
 * key. It comes after the first screen.
 */
import { tick } from "svelte";
import type { Field } from "./catalogue/field.ts";
import { faces } from "./lock/faces.ts";
import { watchIdle } from "./lock/idle.ts";
import { withPasskey } from "./lock/passkey.ts";
import { everybody, nobodyInCharge, putInCharge, queueOf } from "./lock/people.ts";
import { withPin } from "./lock/pin.ts";
import { FAR, logbook } from "./logbook.svelte.ts";
import { learn } from "./outbox/known.ts";
import { nameOf, type Queue } from "./outbox/queue.ts";
import { fact, setFact } from "./outbox/shelves.ts";
import * as server from "./sync/member.ts";
import { NotNow, speakAs } from "./sync/post.ts";
import * as questions from "./sync/questions.ts";
import { rounds } from "./sync/rounds.ts";

/** From now on hand in, ask the server when the page is looked at, and lock what is left alone. `looked`: the first look. */
export async function keepContact(looked: Promise<boolean>): Promise<void> {
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && void look());
  watchIdle(() => void logbook.lock());
  rounds.attend(moved);
  if (await looked) await askOn();
}

/** Ask the server for all that it has to tell. */
export async function look(force = false): Promise<void> {
  if (await logbook.look(force)) await askOn();
}

/** What there is to ask for once the server has answered: own activities, and what it asks of the member. */
async function askOn(): Promise<void> {
  try {
    const { open } = logbook;
    if (open) {
      if (logbook.locked && logbook.field && !(await fact(open, "session"))) await adopt(logbook.field.member.id);
      const mine = await server.fetchMine(logbook.reach);
      logbook.weigh(mine.length);
      await learn(open, mine);
    }
    await logbook.refresh();
    logbook.questions = await questions.fetchQuestions();
  } catch (error) {
    logbook.failed(error);
  }
}

/** Something on the shelves moved. A refusal may tell that the phone knows too little. */
export async function moved(): Promise<void> {
  await logbook.moved();
  if (logbook.activities.some(({ refusals }) => refusals.some(({ code, version }) => code === "stale" && version !== null))) void look();
}

/** Show what was just written about an activity, and hand it in. */
export async function wrote(activity: string): Promise<void> {
  await logbook.moved();
  logbook.saved = activity;
  void rounds.go();
}

/** Open a queue with its PIN. Rejects with `WrongPin`, having opened nothing. */
export async function openWithPin(queue: string, pin: string): Promise<void> {
  await openWith(queue, (db) => withPin(db, pin));
}

/** Open a queue with its passkey. Rejects with `NoPasskey`, having opened nothing. */
export async function openWithPasskey(queue: string): Promise<void> {
  await openWith(queue, withPasskey);
}

async function openWith(queue: string, keyOf: (db: Queue) => Promise<CryptoKey>): Promise<void> {
  const db = await logbook.queue(queue);
  let key: CryptoKey;
  try {
    key = await keyOf(db);
  } catch (error) {
    db.close();
    throw error;
  }
  await logbook.unlock(db, key);
  const who = everybody().find((one) => queueOf(one) === queue);
  if (who) putInCharge(who);
  const { arrived } = logbook;
  logbook.arrived = null;
  if (arrived && nameOf(arrived.field.partnership.code, arrived.field.member.id) === queue) {
    await adopt(arrived.field.member.id);
    await logbook.take(arrived.field, arrived.etag);
  } else await logbook.goOn();
  if (!logbook.field) logbook.standing = "no-contact";
  void look(true);
}

/** Lock the open queue from now on: `how` is told its database, its key and its member. */
export async function choose(how: (db: Queue, key: CryptoKey, member: Field["member"]) => Promise<void>): Promise<void> {
  const { db, key } = logbook.opened!;
  const { member } = logbook.field!;
  await how(db, key, member);
  logbook.locked = true;
  await adopt(member.id);
  logbook.standing = "open";
}

/** Take the session out of the browser's jar, where whoever comes next would find it, and lay it with the member's own. */
async function adopt(member: string): Promise<void> {
  try {
    const session = await server.takeSession(member);
    if (session === null) return;
    await setFact(logbook.open, "session", session);
    speakAs(session);
  } catch (error) {
    if (!(error instanceof NotNow)) throw error; // it stays in the jar, and is fetched next time
  }
}

/** Called when a form is left: whoever signed in meanwhile takes over now. */
export async function leftForm(): Promise<void> {
  const field = logbook.successor;
  logbook.successor = null;
  if (field) await logbook.take(field, null);
}

/** End the session at the server. Letters, drafts and own activities stay on the phone for the next time. */
export async function signOut(): Promise<void> {
  await server.signOut();
  await setFact(logbook.open, "session", null);
  nobodyInCharge();
  location.hash = "#/";
  const { locked, name } = logbook;
  if (locked || everybody().length > 1) return logbook.show(name);
  logbook.standing = "signed-out";
  await tick();
  await logbook.shut();
}

/** Fetch older activities of one's own too, as long as the queue is open. */
export async function older(): Promise<void> {
  logbook.reach = FAR;
  await look(true);
}

/** Say whether a record tells of the same visit as an own one. Rejects without contact. */
export async function answerVisit(question: questions.VisitQuestion, same: boolean): Promise<void> {
  await questions.answerVisit(question, same);
  logbook.questions = await questions.fetchQuestions();
}

/** Say what became of letters that never arrived. Rejects without contact. */
export async function settleGap(gap: questions.Gap, cause: questions.Cause): Promise<void> {
  await questions.settleGap(gap, cause);
  logbook.questions = await questions.fetchQuestions();
}

/** Others with a queue on this phone, and how many of their letters wait. */
export async function others(): Promise<{ name: string; waiting: number }[]> {
  const found = (await faces()).filter(({ queue, waiting }) => queue !== logbook.name && waiting > 0);
  return found.map(({ who, waiting }) => ({ name: who.name, waiting }));
}

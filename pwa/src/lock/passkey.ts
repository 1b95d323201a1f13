/** Opens a queue with a passkey: the authenticator's PRF gives bytes that only it can give, and HKDF makes a key of them. */
import type { Queue } from "../outbox/queue.ts";
import { settle } from "./change.ts";
import { lockOf } from "./lock.ts";
import { unwrap, wrap } from "./seal.ts";

const INFO = new TextEncoder().encode("faltlogg queue key 1");
const ES256 = -7;
const RS256 = -257;

/** The passkey, or the phone it is on, cannot do this; a PIN can. */
export class NoPasskey extends Error {}

/** Whether this browser knows passkeys at all. Whether one can open a queue shows when it is made. */
export function knowsPasskeys(): boolean {
  return typeof PublicKeyCredential === "function";
}

/** Make a passkey and let it open the queue from now on, beside a PIN if there is one. Rejects with `NoPasskey`. */
export async function choosePasskey(db: Queue, key: CryptoKey, member: { id: string; name: string }): Promise<void> {
  const salt = crypto.getRandomValues(new Uint8Array(32));
  const made = await asked(() =>
    navigator.credentials.create({
      publicKey: {
        challenge: crypto.getRandomValues(new Uint8Array(32)), // the server is not asked: nothing is signed for it
        rp: { name: "Fältlogg" },
        user: { id: new TextEncoder().encode(member.id), name: member.name, displayName: member.name },
        pubKeyCredParams: [ES256, RS256].map((alg) => ({ type: "public-key", alg })),
        authenticatorSelection: { residentKey: "preferred", userVerification: "required" },
        extensions: { prf: { eval: { first: salt } } },
      },
    }),
  );
  const by = await derived(bytesOf(made) ?? bytesOf(await asked(() => ask(made.rawId, salt))), salt);
  const box = await wrap(key, by);
  await settle(db, ({ phone: _, ...lock }) => ({ ...lock, passkey: { id: made.rawId, salt, box } }));
}

/** Open with the passkey. Rejects with `NoPasskey` where it is not at hand or its member turned away. */
export async function withPasskey(db: Queue): Promise<CryptoKey> {
  const lock = await lockOf(db);
  const kept = lock?.passkey;
  if (!kept) throw new NoPasskey();
  const by = await derived(bytesOf(await asked(() => ask(kept.id, kept.salt))), kept.salt);
  const key = await unwrap(kept.box, by);
  await settle(db, (now) => ({ ...now, wrong: 0, until: 0 }));
  return key;
}

function ask(id: BufferSource, salt: Uint8Array<ArrayBuffer>): Promise<Credential | null> {
  return navigator.credentials.get({
    publicKey: {
      challenge: crypto.getRandomValues(new Uint8Array(32)),
      allowCredentials: [{ type: "public-key", id }],
      userVerification: "required",
      extensions: { prf: { eval: { first: salt } } },
    },
  });
}

async function asked(question: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  let answer: Credential | null;
  try {
    answer = await question();
  } catch {
    throw new NoPasskey(); // turned away, timed out, or unknown here: the browser does not tell which
  }
  if (!(answer instanceof PublicKeyCredential)) throw new NoPasskey();
  return answer;
}

function bytesOf(answer: PublicKeyCredential): BufferSource | undefined {
  return answer.getClientExtensionResults().prf?.results?.first;
}

async function derived(bytes: BufferSource | undefined, salt: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  if (!bytes) throw new NoPasskey();
  const known = await crypto.subtle.importKey("raw", bytes, "HKDF", false, ["deriveKey"]);
  return crypto.subtle.deriveKey({ name: "HKDF", hash: "SHA-256", salt, info: INFO }, known, { name: "AES-GCM", length: 256 }, false, ["wrapKey", "unwrapKey"]);
}

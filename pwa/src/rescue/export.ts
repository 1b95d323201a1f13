/**
 * A queue's unsent letters in a file that only the member's organisation can read: for when the phone itself cannot hand them in.
 *
 * ECDH on P-256 with a key made for this one file, HKDF-SHA-256, AES-256-GCM bound to whose queue it is. The letters stay on the
 * phone with their numbers and commands, so that handing them in later too doubles nothing.
 */
import type { Letter } from "../outbox/letter.ts";

/** What the server reads: `box` holds the epoch, when the file was made, and the letters as `POST /api/sync` takes them. */
export interface RescueFile {
  version: 1;
  partnership: string;
  member: string;
  device: string;
  epk: JsonWebKey;
  iv: string;
  box: string;
}

export interface Whose {
  partnership: string;
  member: string;
  device: string;
}

const INFO = new TextEncoder().encode("faltlogg rescue 1");
const CURVE = { name: "ECDH", namedCurve: "P-256" };

/** Seal letters to an organisation's public key. Rejects where that is not a key. */
export async function rescueFile(to: JsonWebKey, whose: Whose, epoch: string | null, letters: Letter[], now: Date): Promise<RescueFile> {
  const { partnership, member, device } = whose;
  const theirs = await crypto.subtle.importKey("jwk", { kty: to.kty!, crv: to.crv!, x: to.x!, y: to.y! }, CURVE, false, []);
  const ours = await crypto.subtle.generateKey(CURVE, false, ["deriveBits"]);
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, ours.privateKey, 256);
  const known = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const by = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: INFO };
  const key = await crypto.subtle.deriveKey(by, known, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = new TextEncoder().encode(JSON.stringify({ epoch, sent_at: now.toISOString(), letters }));
  const additionalData = new TextEncoder().encode(`${partnership} ${member} ${device}`);
  const box = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData }, key, plain);
  const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", ours.publicKey);
  return { version: 1, partnership, member, device, epk: { kty, crv, x, y } as JsonWebKey, iv: base64url(iv), box: base64url(new Uint8Array(box)) };
}

function base64url(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

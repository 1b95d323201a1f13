/** Seals rows with a queue's own key: AES-GCM, a fresh iv for each, bound to the place where the row lies. */
import type { Box } from "../outbox/queue.ts";
import type { Seal } from "../outbox/shelves.ts";

const AES = "AES-GCM";

/** A new key for a queue. It can be wrapped in other keys; it leaves this page in no other way. */
export async function newKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: AES, length: 256 }, true, ["encrypt", "decrypt"]);
}

/** What closes and opens boxes with a key. Opening rejects where the key, the place or the box is another. */
export function sealWith(key: CryptoKey): Seal {
  const text = new TextEncoder();
  return {
    async close(value, place): Promise<Box> {
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const plain = text.encode(JSON.stringify(value));
      return { iv, text: await crypto.subtle.encrypt({ name: AES, iv, additionalData: text.encode(place) }, key, plain) };
    },
    async open(box, place): Promise<unknown> {
      const plain = await crypto.subtle.decrypt({ name: AES, iv: box.iv, additionalData: text.encode(place) }, key, box.text);
      return JSON.parse(new TextDecoder().decode(plain)) as unknown;
    },
  };
}

/** Put a queue's key into a box that another key opens. */
export async function wrap(key: CryptoKey, by: CryptoKey): Promise<Box> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, text: await crypto.subtle.wrapKey("raw", key, by, { name: AES, iv }) };
}

/** Take a queue's key out of its box; rejects where `by` is not the key to it. */
export async function unwrap(box: Box, by: CryptoKey): Promise<CryptoKey> {
  return crypto.subtle.unwrapKey("raw", box.text, by, { name: AES, iv: box.iv }, AES, true, ["encrypt", "decrypt"]);
}

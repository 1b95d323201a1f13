import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { inflateSync } from "node:zlib";
import { png, read } from "../../build/picture.ts";

const MARK = readFileSync(new URL("../../public/mark.svg", import.meta.url), "utf8");
const WIDTH = 64;

/** Red, green, blue and opacity of the pixel at a place of the drawing. */
function pixel(file: Uint8Array, x: number, y: number): number[] {
  const bytes = Buffer.from(file);
  const from = bytes.indexOf("IDAT") + 4;
  const rows = inflateSync(bytes.subarray(from, from + bytes.readUInt32BE(from - 8)));
  const at = y * (1 + WIDTH * 4) + 1 + x * 4;
  return [...rows.subarray(at, at + 4)];
}

test("the icon is the mark: petrol ground, pale roof, amber row, round corners", () => {
  const icon = png(read(MARK), WIDTH, false);
  assert.deepEqual(pixel(icon, 4, 32), [0x0e, 0x3d, 0x46, 255]);
  assert.deepEqual(pixel(icon, 32, 25), [0xf5, 0xf8, 0xf7, 255]);
  assert.deepEqual(pixel(icon, 32, 39), [0xe8, 0xa9, 0x3a, 255]);
  assert.equal(pixel(icon, 0, 0)[3], 0);
});

test("an icon that the phone cuts itself has no corners of its own", () => {
  assert.deepEqual(pixel(png(read(MARK), WIDTH, true), 0, 0), [0x0e, 0x3d, 0x46, 255]);
});

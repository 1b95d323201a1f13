/** Makes the app's icons from the mark while building, so that no generated picture lies in the tree. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin, ResolvedConfig } from "vite";
import { png, read } from "./picture.ts";

/** Name, width in pixels, and whether the ground fills the square. The manifest and index.html name the same files. */
const ICONS = [
  ["icon-192.png", 192, false],
  ["icon-512.png", 512, false],
  ["icon-maskable-512.png", 512, true],
  ["icon-touch-180.png", 180, true],
] as const;

export function icons(mark: string): Plugin {
  let config: ResolvedConfig;
  return {
    name: "faltlogg-icons",
    apply: "build",
    configResolved(resolved) {
      config = resolved;
    },
    generateBundle() {
      const drawing = read(readFileSync(join(config.publicDir, mark), "utf8"));
      for (const [fileName, pixels, whole] of ICONS) {
        this.emitFile({ type: "asset", fileName, source: png(drawing, pixels, whole) });
      }
    },
  };
}

/** Tells the service worker which files make up this version of the app. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin, ResolvedConfig } from "vite";

/** What stands in the worker's source where the list goes. */
const PLACE = "__PRECACHE__";

/**
 * Put `{version, files}` into the worker once every other file is known. The list is unique, since one address twice makes
 * `cache.addAll` reject and the worker never install; the version is a digest over names and contents.
 */
export function precache(worker: string): Plugin {
  let config: ResolvedConfig;
  return {
    name: "faltlogg-precache",
    apply: "build",
    enforce: "post",
    configResolved(resolved) {
      config = resolved;
    },
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        const script = bundle[worker];
        if (script?.type !== "chunk" || !script.code.includes(PLACE)) {
          this.error(`${worker} has no ${PLACE} to fill in`);
        }
        if (script.imports.length > 0 || script.dynamicImports.length > 0) {
          this.error(`${worker} must stand alone, but imports ${script.imports.join(", ")}`);
        }
        const digest = createHash("sha256").update(script.code);
        const files = new Set<string>();
        for (const [name, output] of Object.entries(bundle)) {
          if (name === worker || name.endsWith(".png")) continue; // the phone itself asks for the icons, not the app
          files.add(name);
          digest.update(name).update(output.type === "chunk" ? output.code : output.source);
        }
        for (const entry of readdirSync(config.publicDir, { withFileTypes: true })) {
          if (!entry.isFile()) continue;
          files.add(entry.name);
          digest.update(entry.name).update(readFileSync(join(config.publicDir, entry.name)));
        }
        const list = { version: digest.digest("hex").slice(0, 12), files: [...files].sort().map((name) => config.base + name) };
        script.code = script.code.replace(PLACE, JSON.stringify(list));
      },
    },
  };
}

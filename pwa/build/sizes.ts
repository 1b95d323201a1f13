/**
 * Lays each file compressed beside it, for the server to hand out, prints what it weighs so, and fails when the first load outgrows
 * what a weak connection can bear.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import type { Plugin } from "vite";

/** `budget`: most bytes of script, brotli-compressed, in the first load. */
export function sizes(budget: number): Plugin {
  return {
    name: "faltlogg-sizes",
    apply: "build",
    enforce: "post",
    writeBundle({ dir }, bundle) {
      const first = new Set<string>();
      const reach = (name: string): void => {
        const chunk = bundle[name];
        if (chunk?.type !== "chunk" || first.has(name)) return;
        first.add(name);
        chunk.imports.forEach(reach); // what it waits for; `import()` comes later
      };
      for (const output of Object.values(bundle)) if (output.type === "chunk" && output.isEntry && output.fileName !== "worker.js") reach(output.fileName);

      let script = 0;
      for (const [name, output] of Object.entries(bundle)) {
        const body = output.type === "chunk" ? output.code : output.source;
        if (name.endsWith(".png")) continue;
        const compressed = brotliCompressSync(body); // quality 11, the best there is
        const weight = compressed.length;
        writeFileSync(join(dir!, `${name}.br`), compressed);
        if (first.has(name)) script += weight;
        this.info(`${name} ${weight} bytes brotli`);
      }
      this.info(`first load: ${script} bytes of script, ${budget} allowed`);
      if (script > budget) this.error(`the first load is ${script} bytes of script; at most ${budget} are allowed`);
    },
  };
}

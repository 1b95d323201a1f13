/** Leaves `import()` to the browser: all styles come with the page, so there is nothing to fetch beside a later chunk. */
import type { Plugin } from "vite";

/** The module that Vite puts around every `import()`, two thousand bytes of it. */
const HELPER = "\0vite/preload-helper.js";

export function bareImports(): Plugin {
  return {
    name: "faltlogg-bare-imports",
    apply: "build",
    enforce: "pre",
    load(id) {
      return id === HELPER ? "export const __vitePreload = (load) => load();" : null;
    },
  };
}

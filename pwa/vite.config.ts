/** Builds the field app into the Python package, which serves it at /app/. */
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";
import { bareImports } from "./build/bare.ts";
import { icons } from "./build/icons.ts";
import { precache } from "./build/precache.ts";
import { sizes } from "./build/sizes.ts";

export default defineConfig({
  base: "/app/",
  plugins: [svelte(), bareImports(), icons("mark.svg"), precache("worker.js"), sizes(30_000)],
  build: {
    outDir: "../backend/web/field",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0, // the content security policy allows no data: address
    modulePreload: false,
    reportCompressedSize: false, // sizes() prints what travels
    rolldownOptions: {
      input: { index: "index.html", worker: "src/worker/index.ts" },
      output: {
        // The worker's address never changes: the browser compares its bytes to learn of a new version.
        entryFileNames: (chunk) => (chunk.name === "worker" ? "worker.js" : "assets/[name]-[hash].js"),
      },
    },
  },
});

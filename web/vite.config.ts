import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, gzip } from "node:zlib";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";
import { ahead } from "./ahead.ts";
import { chunkOf } from "./chunks.ts";
import { shell } from "./shell.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const backend = process.env["BACKEND"] ?? "http://127.0.0.1:8000";

/** Smaller files beside the built ones: the server hands them out as they are. */
function compressed(): Plugin {
  return {
    name: "compressed",
    apply: "build",
    async writeBundle({ dir }, bundle) {
      const texts = Object.keys(bundle).filter((name) => /\.(js|css|html)$/.test(name));
      for (const name of [...texts, "favicon.svg", "manifest.webmanifest"]) {
        const bytes = await readFile(`${dir}/${name}`);
        await writeFile(`${dir}/${name}.br`, await promisify(brotliCompress)(bytes));
        await writeFile(`${dir}/${name}.gz`, await promisify(gzip)(bytes, { level: 9 }));
      }
    },
  };
}

export default defineConfig({
  plugins: [ahead(), shell(), compressed()],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    // Phones in the field are years old: Safari 15.4 is the first with OKLCH and <dialog>.
    target: ["safari15.4", "chrome111", "firefox113"],
    assetsInlineLimit: 0,
    rollupOptions: {
      input: {
        index: here("index.html"),
        docs: here("docs.html"),
        sw: here("src/worker/sw.ts"),
      },
      // A service worker is asked for at one address for ever.
      output: {
        codeSplitting: {
          groups: [{ name: chunkOf, debugName: "chunkOf" }],
          includeDependenciesRecursively: false,
        },
        entryFileNames: ({ name }) => (name === "sw" ? "sw.js" : "assets/[name]-[hash].js"),
      },
    },
  },
  server: {
    proxy: {
      "^/(api/(?!docs)|socket\\.io)": { target: backend, ws: true },
    },
  },
  // A test that works for two seconds here takes more than five on a machine that is busy.
  test: { include: ["tests/**/*.test.ts"], testTimeout: 30_000 },
});

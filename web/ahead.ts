import type { Plugin } from "vite";
import { chunksOf, loadedWith, type Chunk } from "./shell.ts";

const TECHNICIAN = /\/pages\/technician\/index\.tsx$/;

/**
 * Writes a script into the page that asks for the code of a technician's pages while the page's own
 * code is on its way, on a device that was a technician's or a guest's last.
 */
export function ahead(): Plugin {
  return {
    name: "ahead",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler(_html, { bundle, chunk, filename }) {
        if (!bundle || !chunk || !filename.endsWith("/index.html")) return;
        const chunks = Object.values(bundle).filter((each) => each.type === "chunk");
        const files = filesAhead(chunk.fileName, chunks);
        return [{ tag: "script", injectTo: "head", children: scriptFor(files) }];
      },
    },
  };
}

/** The files that a technician's pages need besides those that every page has. */
export function filesAhead(entry: string, list: Chunk[]): string[] {
  const chunks = new Map(list.map((each) => [each.fileName, each]));
  const here = loadedWith([entry], chunks);
  return loadedWith(chunksOf(TECHNICIAN, chunks), chunks).filter((file) => !here.includes(file));
}

// The styles are asked for here, and take their place when the code does: their order counts.
const scriptFor = (files: string[]) => `
      // src/app/App.tsx keeps whose device it was; the same files are imported there.
      try {
        if (
          /^(technician|guest)$/.test(localStorage.getItem("smart-hands.role")) &&
          !/^\\/(s|in|j|sign-in)(\\/|$)/.test(location.pathname)
        )
          for (const file of ${JSON.stringify(files)}) {
            const link = document.createElement("link");
            link.rel = file.endsWith(".css") ? "preload" : "modulepreload";
            link.as = file.endsWith(".css") ? "style" : "script";
            link.crossOrigin = "";
            link.href = "/" + file;
            document.head.append(link);
          }
      } catch {
        // Without a store there is nothing to know it by.
      }
    `;

/** What the bundler knows of a module. */
interface ModuleInfo {
  isEntry: boolean;
  importers: string[];
  dynamicImporters: string[];
}
interface Modules {
  getModuleInfo: (id: string) => ModuleInfo | null;
}

const [MAIN, SIGN_IN, SHARE] = ["index.html", "sign-in/index.tsx", "client/SharePage.tsx"];
const TECHNICIAN = "technician/index.tsx";
/** A page of its own, which must not load a file that begins the others. */
const DOCS = "docs.html";
/** What is loaded from a technician's page alone, which is there by then. */
const BEHIND = /^technician\//;

/**
 * The chunk of a module that a technician's page loads; null for all others, where the bundler's own
 * choice is right. A phone asks for each file by itself, so hers are few: what the sign-in loads as
 * well, what a share does, what other people's pages do, and what is hers alone.
 */
export function chunkOf(id: string, modules: Modules): string | null {
  const doors = doorsOf(id, modules);
  if (!doors.has(TECHNICIAN) || doors.has(MAIN) || doors.has(DOCS)) return null;
  if (doors.has(SIGN_IN)) return "entrance";
  if (doors.has(SHARE)) return "evidence";
  return [...doors].every((door) => BEHIND.test(door)) ? "technician" : "work";
}

/** The modules that are loaded by themselves, sooner or later, and this one with them. */
function doorsOf(id: string, modules: Modules): Set<string> {
  const doors = new Set<string>();
  const above = new Set([id]);
  // What is added while the loop runs has its turn as well.
  for (const each of above) {
    const info = modules.getModuleInfo(each);
    if (info && (info.isEntry || info.dynamicImporters.length > 0)) doors.add(nameOf(each));
    for (const importer of info?.importers ?? []) above.add(importer);
  }
  return doors;
}

const nameOf = (id: string) => id.replace(/^.*\/src\/pages\/|^.*\//, "");

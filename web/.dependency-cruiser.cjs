/**
 * The layers of the pages' sources, the lowest first: protocol, device, text, design, app,
 * pages/{job,check,desk,second-factor}, the other pages. A file imports from its own layer and from lower ones.
 * The service worker stands beside them.
 * tests/layers.test.ts plants a wrong import for each rule.
 */

const above = (...layers) => `^src/(${layers.join("|")})/`;

/** Pages that several others are made of. */
const SHARED = "job|check|desk|second-factor";

/** The pages that show the words of text/<name>.ts, which are loaded with them. */
const WORDS = {
  account: "pages/(account|second-factor|sign-in)/|app/in-app/",
  call: "pages/technician/(call|viewfinder)/",
  client: "pages/client/",
  desk: "pages/(desk|expert|office)/|app/calls/rings\\.ts",
};

module.exports = {
  forbidden: [
    {
      name: "no-circle",
      comment: "A circle of imports, types included, has no lowest file to begin reading at.",
      from: {},
      to: { circular: true },
    },
    {
      name: "protocol-alone",
      comment: "The protocol runs without a browser: its tests hand it all that it needs.",
      from: { path: "^src/protocol/" },
      to: { path: above("device", "text", "design", "app", "pages") },
    },
    {
      name: "worker-alone",
      comment: "The service worker is one file of its own, which no chunk of the pages is part of.",
      from: { path: "^src/worker/" },
      to: { path: "^src/", pathNot: "^src/worker/" },
    },
    {
      name: "worker-apart",
      comment: "The pages know the service worker by its address.",
      from: { path: "^src/", pathNot: "^src/worker/" },
      to: { path: "^src/worker/" },
    },
    {
      name: "device-below-text",
      comment: "A device file wraps one thing that a browser can do, and says nothing to people.",
      from: { path: "^src/device/" },
      to: { path: above("text", "design", "app", "pages") },
    },
    {
      name: "text-below-design",
      comment: "The catalogues of words know nothing of how words are shown.",
      from: { path: "^src/text/" },
      to: { path: above("design", "app", "pages") },
    },
    {
      name: "design-below-app",
      comment: "A component of the design is handed what it shows; docs.html has no app at all.",
      from: { path: "^src/design/" },
      to: { path: above("app", "pages") },
    },
    {
      name: "app-below-pages",
      comment: "The router in App.tsx is the one file of the app that loads pages.",
      from: { path: "^src/app/", pathNot: "^src/app/App\\.tsx$" },
      to: { path: above("pages") },
    },
    {
      name: "router-on-top",
      comment: "The router loads every page, so a page that imports it closes a circle.",
      from: { pathNot: "^src/main\\.tsx$" },
      to: { path: "^src/app/App\\.tsx$" },
    },
    {
      name: "job-below-pages",
      comment: "The parts of a job's page serve every role.",
      from: { path: "^src/pages/job/" },
      to: { path: "^src/pages/", pathNot: "^src/pages/job/" },
    },
    {
      name: "check-below-pages",
      comment: "The check before a call serves a technician's job and everybody's account.",
      from: { path: "^src/pages/check/" },
      to: { path: "^src/pages/", pathNot: "^src/pages/(check|job)/" },
    },
    {
      name: "second-factor-below-pages",
      comment: "A second factor is set up at sign-in and in everybody's account.",
      from: { path: "^src/pages/second-factor/" },
      to: { path: "^src/pages/", pathNot: "^src/pages/second-factor/" },
    },
    {
      name: "desk-below-pages",
      comment: "The desk is what the expert's console and the office share.",
      from: { path: "^src/pages/desk/" },
      to: { path: "^src/pages/", pathNot: `^src/pages/(${SHARED})/` },
    },
    {
      name: "pages-apart",
      comment: "A page knows no other page but the account, which each role's frame opens.",
      from: { path: "^src/pages/([^/]+)/", pathNot: `^src/pages/(${SHARED}|office)/` },
      to: { path: "^src/pages/", pathNot: `^src/pages/($1|${SHARED}|account)/` },
    },
    {
      name: "office-apart",
      comment: "The office's frame also opens the expert's console.",
      from: { path: "^src/pages/office/" },
      to: { path: "^src/pages/", pathNot: `^src/pages/(office|${SHARED}|account|expert)/` },
    },
    ...Object.entries(WORDS).map(([name, pages]) => ({
      name: `words-of-${name}`,
      comment: "A file that shows words loads all words beside them: others' pages do without.",
      from: { pathNot: `^src/(text/|${pages})` },
      to: { path: `^src/text/${name}\\.ts$` },
    })),
  ].map((rule) => ({ severity: "error", ...rule })),
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
  },
};

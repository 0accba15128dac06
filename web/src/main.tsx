import "./design/tokens.css";
import "./design/base.css";
import "./design/modes/modes.css";
import "./app/app.css";
import { render } from "preact";
import { App, beginLikelyPages } from "./app/App";
import { serverNow } from "./app/state";
import { showTimeOf } from "./design/status/Clock";
import { watchStyles } from "./device/fetched";
import { watchForPrinting } from "./device/paper";
import { followVersions, mayLoadAnew } from "./app/new-version";
import { watchLinks } from "./app/router";
import { preferredLanguage, speak } from "./text";

declare global {
  interface Window {
    /** Read by the script in index.html: from now on this code mends what breaks off. */
    begun?: boolean;
  }
}

async function start(): Promise<void> {
  window.begun = true;
  watchStyles();
  watchForPrinting();
  beginLikelyPages();
  watchLinks(mayLoadAnew);
  showTimeOf(serverNow);
  await speak(preferredLanguage());
  render(<App />, document.getElementById("app") as HTMLElement);
  followVersions();
}

void start();

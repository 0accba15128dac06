import "./design/tokens.css";
import "./design/base.css";
import "./app/app.css";
import { render } from "preact";
import { App, fetchAhead } from "./app/App";
import { watchLinks } from "./app/router";
import { preferredLanguage, speak } from "./text";

async function start(): Promise<void> {
  fetchAhead();
  watchLinks();
  // Without its catalogue the page still stands, in English.
  await speak(preferredLanguage()).catch(() => {});
  render(<App />, document.getElementById("app") as HTMLElement);
}

void start();

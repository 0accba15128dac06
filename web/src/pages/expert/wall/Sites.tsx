import { openCall } from "../../../app/calls/open-call";
import { heldUp } from "../../../app/calls/drawing";
import { wall } from "../../../app/calls/wall";
import { t } from "../../../text/desk";
import { goLive, stepBack } from "../../../app/calls/desk-calls";
import { useKeys, type Keys } from "../console/keys";
import { siteViews, type SiteView } from "./site-views";
import { SiteTile } from "./SiteTile";
import "./sites.css";

/**
 * A number key goes live with its site, W with none; while a picture is held up the numbers are
 * drawing tools.
 */
function useSiteKeys(views: SiteView[], back: boolean): void {
  const keys: Keys = back ? { w: stepBack } : {};
  for (const { digit, site } of heldUp.value ? [] : views)
    if (digit) keys[digit] = () => goLive(site);
  useKeys(keys);
}

/** All sites of the expert in a column beside the stage, the live one among them. */
export function SiteColumn() {
  const words = t().expert.wall;
  const open = openCall.value;
  const views = siteViews(open);
  useSiteKeys(views, open !== null);
  if (views.length < 2) return null;
  return (
    <section class="console-part console-sites" aria-label={words.title}>
      <div class="console-sites-head">
        <h2>
          {words.title} <span class="quiet num">{views.length}</span>
        </h2>
        {open && (
          <button
            type="button"
            class="site-step"
            title={words.stepWhat}
            aria-keyshortcuts="W"
            onClick={stepBack}
          >
            {words.step} <kbd aria-hidden="true">W</kbd>
          </button>
        )}
      </div>
      <div class="console-sites-list">
        {views.map((view) => (
          <SiteTile key={view.site.session} view={view} small onLive={() => goLive(view.site)} />
        ))}
      </div>
    </section>
  );
}

/** All sites, as large as they fit, while none is live. */
export function SiteWall() {
  const words = t().expert.wall;
  const views = siteViews(null);
  useSiteKeys(views, false);
  return (
    <section class="stage stage-wall" aria-label={words.title} tabIndex={0}>
      <header class="wall-head">
        <h1 tabIndex={-1}>{words.title}</h1>
        <p class="quiet">
          {words.what(wall.sites.value.length)} {words.keys}
        </p>
      </header>
      <div class="wall-tiles">
        {views.map((view) => (
          <SiteTile key={view.site.session} view={view} onLive={() => goLive(view.site)} />
        ))}
      </div>
    </section>
  );
}

import { useNow } from "../../../design/status/Clock";
import { t } from "../../../text/desk";
import { isLost, useDiagnosis } from "../console/stage/diagnosis-words";
import { RecMark } from "./RecMark";
import { SitePicture } from "./SitePicture";
import { SiteWords, seenWords } from "./SiteWords";
import type { SiteView } from "./site-views";
import "./site-tile.css";

interface SiteTileProps {
  view: SiteView;
  /** The tile stands in the column beside the stage, where there is room for little. */
  small?: boolean;
  onLive: () => void;
}

/**
 * One site as a button: its last picture, its state in words, its clocks and the key that goes live
 * with it.
 */
export function SiteTile({ view, small = false, onLive }: SiteTileProps) {
  const now = useNow();
  const { peer, live, digit, name } = view;
  const diagnosis = useDiagnosis(peer);
  const raised = peer?.device?.hand === true && !live;
  const press = live ? t().expert.wall.isLive(name) : t().expert.wall.goLive(name);
  const words = { view, now, diagnosis, small, raised, pictureWords: seenWords(view, now) };
  return (
    <button
      type="button"
      class={`site${small ? " site-small" : ""}${live ? " site-live" : ""}${raised ? " site-raised" : ""}`}
      title={digit ? t().expert.tools.withKey(press, digit) : press}
      {...(digit && { "aria-keyshortcuts": digit })}
      {...(live && { "aria-current": "true" as const })}
      onClick={onLive}
    >
      <span class="site-picture">
        <SitePicture view={view} dark={isLost(diagnosis)} />
        {digit && <kbd aria-hidden="true">{digit}</kbd>}
        {!small && (
          <span class={live ? "site-age site-age-live" : "site-age"}>{words.pictureWords}</span>
        )}
        <RecMark open={view.site} />
      </span>
      <span class="site-words">
        <span class="unseen">{press}. </span>
        <SiteWords {...words} />
      </span>
    </button>
  );
}

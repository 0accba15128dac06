import { useRef } from "preact/hooks";
import { useNow } from "../../../design/status/Clock";
import { Icon } from "../../../design/Icon";
import { t } from "../../../text";
import { lasting } from "../../../text/time";
import { isLost, isTrouble, diagnosisWords, useDiagnosis } from "../console/stage/diagnosis-words";
import { useStream } from "../console/stage/StagePicture";
import { RecMark } from "./RecMark";
import { arrivalClock, callTime } from "./site-clock";
import type { SiteView } from "./site-views";

interface SiteTileProps {
  view: SiteView;
  /** In the column beside the stage, where there is room for little. */
  small?: boolean;
  onLive: () => void;
}

/** One site: what was seen of it last, how it stands in words, its clocks, and its key. */
export function SiteTile({ view, small, onLive }: SiteTileProps) {
  const words = t().expert.wall;
  const now = useNow();
  const { peer, card, live, digit, name } = view;
  const found = useDiagnosis(peer);
  const said = diagnosisWords(found, name);
  const raised = peer?.shown?.hand === true && !live;
  const arrival = card && arrivalClock(card, now);
  // Who is there has kept her promise: beside the stage there is no room for more.
  const clock = small && card?.arrived_at ? null : arrival;
  const seen = seenWords(view, now);
  const press = live ? words.isLive(name) : words.goLive(name);
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
        <SitePicture view={view} dark={isLost(found)} />
        {digit && <kbd aria-hidden="true">{digit}</kbd>}
        {!small && <span class={live ? "site-age site-age-live" : "site-age"}>{seen}</span>}
        <RecMark open={view.site} />
      </span>
      <span class="site-words">
        <span class="unseen">{press}. </span>
        <strong class="site-name">{name}</strong>
        {card && (
          <span class="site-place">
            {small ? card.site_name : `${card.site_name} · ${card.job_number}`}
          </span>
        )}
        {raised && (
          <span class="site-hand">
            <Icon name="hand" />
            {words.hand}
          </span>
        )}
        {said ? (
          <span class={isTrouble(found) ? "site-diagnosis site-trouble" : "site-diagnosis"}>
            {said}
          </span>
        ) : (
          small &&
          !raised && <span class={live ? "site-diagnosis site-now" : "site-diagnosis"}>{seen}</span>
        )}
        {card && (clock || !small) && (
          <span class="site-clocks num">
            {clock && <span class={`clock clock-${clock.tone}`}>{clock.words}</span>}
            {!small && <span class="quiet">{words.inCall(callTime(card, now))}</span>}
          </span>
        )}
      </span>
    </button>
  );
}

/** What the picture in the tile is, and how old. */
function seenWords({ live, peer }: SiteView, now: number): string {
  const words = t().expert.wall;
  if (live) return words.live;
  if (peer?.still) return words.still(lasting((now - Date.parse(peer.still.at)) / 1000));
  return peer?.stream && peer.via === "direct" ? words.unheard : words.noStill;
}

/** The last still; where no node gives any, the picture itself, and of the live one too. */
function SitePicture({ view: { peer, live }, dark }: { view: SiteView; dark: boolean }) {
  const video = useRef<HTMLVideoElement>(null);
  const moves = peer?.stream && (live || peer.via === "direct") ? peer.stream : null;
  useStream(video, moves);
  const { still } = peer ?? {};
  return (
    <>
      {still && (
        <img
          class={dark ? "stage-dark" : ""}
          src={`data:image/jpeg;base64,${still.jpeg}`}
          width={still.width}
          height={still.height}
          alt=""
        />
      )}
      <video
        ref={video}
        class={moves && !dark ? "" : "unseen"}
        autoplay
        muted
        playsInline
        aria-hidden="true"
      />
    </>
  );
}

import { Icon } from "../../../design/Icon";
import type { Diagnosis } from "../../../protocol/call/diagnosis";
import { isLow } from "../../../protocol/call/sending/saving";
import { t } from "../../../text/desk";
import { lasting } from "../../../text/spans";
import { diagnosisWords, isSmaller, isTrouble } from "../console/stage/diagnosis-words";
import { arrivalClock, callTime } from "./site-clock";
import type { SiteView } from "./site-views";

interface SiteWordsProps {
  view: SiteView;
  now: number;
  diagnosis: Diagnosis;
  small: boolean;
  /** The technician's hand is up. */
  raised: boolean;
  /** What `seenWords` says of the picture. */
  pictureWords: string;
}

/** A site in words: its name and place, a raised hand, what is the matter, and its clocks. */
export function SiteWords({ view, now, diagnosis, small, raised, pictureWords }: SiteWordsProps) {
  const { card, live, name, peer } = view;
  // How large the picture is bears on the live site alone: the stage says it there.
  const matter = isSmaller(diagnosis) ? "" : diagnosisWords(diagnosis, name);
  const battery = peer?.power?.battery ?? null;
  return (
    <>
      <strong class="site-name">{name}</strong>
      {card && (
        <span class="site-place">
          {small ? card.site_name : `${card.site_name} · ${card.job_number}`}
        </span>
      )}
      {raised && (
        <span class="site-hand">
          <Icon name="hand" />
          {t().expert.wall.hand}
        </span>
      )}
      {battery && isLow(battery) && (
        <span class="site-battery num">{t().expert.stage.battery.level(battery.level)}</span>
      )}
      {matter ? (
        <span class={isTrouble(diagnosis) ? "site-diagnosis site-trouble" : "site-diagnosis"}>
          {matter}
        </span>
      ) : (
        small &&
        !raised && (
          <span class={live ? "site-diagnosis site-now" : "site-diagnosis"}>{pictureWords}</span>
        )
      )}
      {card && <SiteClocks card={card} now={now} small={small} />}
    </>
  );
}

interface SiteClocksProps {
  card: NonNullable<SiteView["card"]>;
  now: number;
  small: boolean;
}

function SiteClocks({ card, now, small }: SiteClocksProps) {
  // An arrival keeps the job's promise: the small tile has no room for more about it.
  const arrival = small && card.arrived_at ? null : arrivalClock(card, now);
  if (!arrival && small) return null;
  return (
    <span class="site-clocks num">
      {arrival && <span class={`clock clock-${arrival.tone}`}>{arrival.words}</span>}
      {!small && <span class="quiet">{t().expert.wall.inCall(callTime(card, now))}</span>}
    </span>
  );
}

/** What the picture in the tile is, and how old. */
export function seenWords({ live, peer }: SiteView, now: number): string {
  const words = t().expert.wall;
  if (live) return words.live;
  if (peer?.still) return words.still(lasting((now - Date.parse(peer.still.at)) / 1000));
  return peer?.stream && peer.via === "direct" ? words.unheard : words.noStill;
}

import { expertsOnline } from "../../../../app/calls/calls";
import { navigate } from "../../../../app/router";
import { Button } from "../../../../design/Button";
import { useNow } from "../../../../design/status/Clock";
import type { Session } from "../../../../protocol/net/wire";
import { t } from "../../../../text/call";
import { callClock } from "../../../../text/spans";
import { end } from "../flow";

/** She reads how many experts are rung and for how long, or plainly that none is online. */
export function WaitingForExpert({ job, session }: { job: string; session: Session }) {
  const words = t().call;
  const at = useNow();
  const online = expertsOnline.value ?? session.experts_online;
  return (
    <section class="call-waiting" aria-labelledby="call-waiting">
      <h2 id="call-waiting">{words.waitingTitle}</h2>
      <p class="call-waited num">{words.waited(callClock(at - Date.parse(session.asked_at)))}</p>
      <div role="status">
        <p class="call-words-first">{online > 0 ? words.rung(online) : words.nobody}</p>
        {online === 0 && <p>{words.nobodyWhat}</p>}
      </div>
      <Button size="big" onClick={() => navigate(`/jobs/${job}`)}>
        {words.goOn}
      </Button>
      <Button size="big" onClick={end}>
        {words.cancel}
      </Button>
    </section>
  );
}

import type { ComponentChildren } from "preact";
import { Button } from "../../../../design/Button";
import { useAction } from "../../../../design/status/load";
import { wordsFor } from "../../../../design/status/States";
import { navigate } from "../../../../app/router";
import type { ApiError } from "../../../../protocol/net/client";
import type { Session } from "../../../../protocol/net/wire";
import { t } from "../../../../text/call";
import { lasting } from "../../../../text/spans";
import { bring, close } from "../flow";

function OverCard({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="call-over" role="alert">
      <h2>{title}</h2>
      {children}
    </section>
  );
}

/** The card of a call that has ended says who ended it and how long it was. */
export function Ended({ session, left }: { session: Session; left: boolean }) {
  const words = t().call;
  const by = session.ended_by?.name;
  const title = left ? words.overLeft : by ? words.overBy(by) : words.over;
  const from = session.claimed_at && session.ended_at ? session.claimed_at : null;
  const lasted = from ? (Date.parse(session.ended_at ?? "") - Date.parse(from)) / 1000 : null;
  return (
    <OverCard title={title}>
      {session.end_reason === "abandoned" && <p>{words.overAbandoned}</p>}
      {lasted !== null && <p class="num">{words.overHow(lasting(lasted))}</p>}
      <Button kind="primary" size="big" onClick={close}>
        {words.toJob}
      </Button>
    </OverCard>
  );
}

/** The card of a call that another page of hers has now. */
export function Elsewhere({ job }: { job: string }) {
  const words = t().call;
  const action = useAction();
  return (
    <OverCard title={words.moved}>
      <p>{words.movedWhat}</p>
      <Button kind="primary" size="big" busy={action.busy} onClick={() => void action.run(bring)}>
        {words.bring}
      </Button>
      <Button size="big" onClick={() => navigate(`/jobs/${job}`)}>
        {words.toJob}
      </Button>
    </OverCard>
  );
}

export function Failed({ problem }: { problem: ApiError }) {
  const words = t().call;
  return (
    <OverCard title={words.failedTitle}>
      <p>{wordsFor(problem)}</p>
      <Button kind="primary" size="big" onClick={close}>
        {words.toJob}
      </Button>
    </OverCard>
  );
}

import { useEffect } from "preact/hooks";
import { Button } from "../../../../design/Button";
import { useAction } from "../../../../design/status/load";
import { useModal } from "../../../../design/overlays/modal";
import { ring } from "../../../../device/ring";
import type { Call } from "../../../../protocol/net/wire";
import { t } from "../../../../text/call";
import { answer } from "../flow";
import { filmedWords } from "../words";

/** An incoming call takes the whole screen and rings aloud, with one thing to do. */
export function Incoming({ call, onNotNow }: { call: Call; onNotNow: () => void }) {
  const words = t().call;
  const modal = useModal(onNotNow);
  const action = useAction();
  const name = call.session.asked_by.name;
  const title = words.incoming(name);
  useEffect(
    () => ring({ title, body: `${call.job_number} ${call.job_title}`, tag: call.session.id }, 1),
    [call.session.id],
  );
  return (
    <dialog {...modal} class="call-incoming" aria-labelledby="call-incoming">
      <div class="call-incoming-inside">
        <p class="num">
          {call.job_number} · {call.site_name}
        </p>
        <h1 id="call-incoming">{title}</h1>
        <p class="call-words-first">{call.job_title}</p>
        <p>{filmedWords(call.photo_rule, words.incomingWhat)}</p>
        <span class="push-down" />
        <Button size="big" onClick={onNotNow}>
          {words.notNow}
        </Button>
        <Button
          kind="primary"
          size="big"
          icon="phone"
          autoFocus
          busy={action.busy}
          onClick={() => void action.run(() => answer(call))}
        >
          {words.answer}
        </Button>
      </div>
    </dialog>
  );
}

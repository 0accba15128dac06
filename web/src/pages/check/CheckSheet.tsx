import { checking, checkNow, lastFindings } from "../../app/check";
import { Button } from "../../design/Button";
import { Icon } from "../../design/Icon";
import { Sheet } from "../../design/overlays/Sheet";
import { Loading } from "../../design/status/States";
import {
  shapeOf,
  verdictOf,
  WAYS,
  type DevicePermission,
  type Findings,
  type AttemptResult,
} from "../../protocol/net/check";
import { t } from "../../text";

/** The sheet lists each thing that was tried, and says what to do about those that failed. */
export function CheckSheet({ onClose }: { onClose: () => void }) {
  const words = t().check;
  const findings = lastFindings.value;
  const again = (
    <Button
      kind="primary"
      size="big"
      icon="flip"
      busy={checking.value}
      onClick={() => void checkNow()}
    >
      {checking.value ? words.line.checking : words.again}
    </Button>
  );
  return (
    <Sheet title={words.title} onClose={onClose} actions={again} reading>
      {findings ? <Found findings={findings} /> : <Loading />}
    </Sheet>
  );
}

function Found({ findings }: { findings: Findings }) {
  const words = t().check;
  const { tried, camera, microphone } = findings;
  const verdict = verdictOf(findings);
  const ways = WAYS.flatMap((way) => tried.filter((each) => each.way === way));
  return (
    <>
      <p class="check-lead">{words.what[verdict]}</p>
      {todosOf(findings).map((todo) => (
        <p key={todo} class="notice">
          {todo}
        </p>
      ))}
      <ul class="check-steps">
        <Step
          name={words.server}
          works={findings.server}
          says={findings.server ? words.answers : words.silent}
        />
        {findings.server && (
          <Step
            name={words.socket}
            works={findings.socket}
            says={findings.socket ? words.stands : words.broken}
          />
        )}
        {ways.map((each) => (
          <Step key={each.way} name={words.ways[each.way]} works={each.works} says={saysOf(each)} />
        ))}
        <Step name={words.camera} works={usable(camera)} says={words.allowed[camera]} />
        <Step name={words.microphone} works={usable(microphone)} says={words.allowed[microphone]} />
      </ul>
    </>
  );
}

function Step({ name, works, says }: { name: string; works: boolean; says: string }) {
  return (
    <li class={works ? "check-step" : "check-step check-closed"}>
      <Icon name={works ? "check" : "close"} />
      <span>{name}</span>
      <span class="check-says num">{says}</span>
    </li>
  );
}

const usable = (allowed: DevicePermission) => allowed === "granted" || allowed === "ask";

function saysOf({ works, rtt }: AttemptResult): string {
  const words = t().check;
  if (!works) return words.closed;
  return rtt === null ? words.open : words.openIn(rtt);
}

function todosOf(findings: Findings): string[] {
  const { todo } = t().check;
  const devices = [findings.camera, findings.microphone];
  const todos = verdictOf(findings) === "nothing" ? [todo.nothing] : [];
  if (shapeOf(findings) === "whole") return todos;
  if (devices.includes("denied")) todos.push(todo.denied);
  if (devices.includes("missing")) todos.push(todo.missing);
  return todos;
}

import { lastFindings } from "../../app/check";
import { me } from "../../app/state";
import { Card } from "../../design/Card";
import { verdictOf } from "../../protocol/net/check";
import { t } from "../../text";
import { CheckLine } from "../check/CheckLine";

/** The card says what a call from here would be; a client makes no calls and has none. */
export function CallCheck() {
  if (me.value?.person.role === "client") return null;
  const words = t().check;
  const untried = lastFindings.value !== null && verdictOf(lastFindings.value) === "unknown";
  return (
    <Card label={words.title}>
      <h2>{words.title}</h2>
      {untried && <p class="quiet">{words.what.unknown}</p>}
      <CheckLine />
    </Card>
  );
}

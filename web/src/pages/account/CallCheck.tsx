import { lastFindings } from "../../app/check";
import { me } from "../../app/state";
import { Card } from "../../design/Card";
import { verdictOf } from "../../protocol/net/check";
import { t } from "../../text";
import { CheckLine } from "../check/CheckLine";

/** What calls from where she sits would be; clients make none. */
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

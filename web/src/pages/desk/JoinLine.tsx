import { useState } from "preact/hooks";
import { api, serverNow } from "../../app/state";
import { Button } from "../../design/Button";
import type { Join, ListedJoin } from "../../protocol/net/wire";
import { t } from "../../text";
import { JoinReady } from "./JoinReady";
import { joinState } from "./join-state";
import { LinkLine } from "./LinkLine";

interface JoinLineProps {
  job: string;
  join: Join & Partial<ListedJoin>;
  zone: string;
  onChanged: () => void;
}

export function JoinLine({ job, join, zone, onChanged }: JoinLineProps) {
  const words = t().office.join;
  const [open, set] = useState(false);
  const state = joinState(join, zone, serverNow());
  const { name, url } = join;
  const showable = url && !join.taken_at;
  const revocation = {
    word: words.revoke,
    question: words.revokeSure(name),
    send: () => api.revokeJoin(job, join.id),
  };
  return (
    <LinkLine
      {...{ name, revocation }}
      state={state.words}
      ended={state.ended}
      onRevoked={onChanged}
      button={showable && <ShowButton name={name} onPress={() => set(true)} />}
    >
      {open && url && (
        <JoinReady job={job} join={{ ...join, url }} zone={zone} onClose={() => set(false)} />
      )}
    </LinkLine>
  );
}

function ShowButton({ name, onPress }: { name: string; onPress: () => void }) {
  return (
    <Button size="small" onClick={onPress}>
      {t().office.join.show}
      <span class="unseen"> {name}</span>
    </Button>
  );
}

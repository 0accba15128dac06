import { useState } from "preact/hooks";
import { api, serverNow } from "../../app/state";
import { Button } from "../../design/Button";
import type { Join, ListedJoin } from "../../protocol/net/wire";
import { t } from "../../text/desk";
import { JoinReady } from "./JoinReady";
import { joinState } from "./join-state";
import { LinkLine } from "./LinkLine";
import { RenameSheet } from "./RenameSheet";

interface JoinLineProps {
  job: string;
  join: Join & Partial<ListedJoin>;
  zone: string;
  onChanged: () => void;
}

export function JoinLine({ job, join, zone, onChanged }: JoinLineProps) {
  const words = t().office.join;
  const [sheet, show] = useState<"link" | "name" | null>(null);
  const close = () => show(null);
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
      button={
        <>
          {showable && <LineButton word={words.show} name={name} onPress={() => show("link")} />}
          <LineButton word={words.rename} name={name} onPress={() => show("name")} />
        </>
      }
    >
      {sheet === "link" && url && (
        <JoinReady job={job} join={{ ...join, url }} zone={zone} onClose={close} />
      )}
      {sheet === "name" && (
        <RenameSheet job={job} join={join} onRenamed={onChanged} onClose={close} />
      )}
    </LinkLine>
  );
}

interface LineButtonProps {
  word: string;
  name: string;
  onPress: () => void;
}

function LineButton({ word, name, onPress }: LineButtonProps) {
  return (
    <Button size="small" onClick={onPress}>
      {word}
      <span class="unseen"> {name}</span>
    </Button>
  );
}

import { useState } from "preact/hooks";
import { api, serverNow } from "../../app/state";
import { Button } from "../../design/Button";
import type { Join, ListedJoin } from "../../protocol/net/wire";
import { t } from "../../text";
import { JoinReady } from "./JoinReady";
import { RevokeSure } from "./RevokeSure";
import { joinState } from "./join-state";

interface JoinLineProps {
  job: string;
  join: Join & Partial<ListedJoin>;
  zone: string;
  onChanged: () => void;
}

export function JoinLine({ job, join, zone, onChanged }: JoinLineProps) {
  const words = t().office.join;
  const [open, setOpen] = useState<"sure" | "show" | null>(null);
  const state = joinState(join, zone, serverNow());
  const { url } = join;
  return (
    <li class={state.ended ? "share share-ended" : "share"}>
      <div>
        <p>
          <strong>{join.name}</strong>
        </p>
        <p class="quiet num">{state.words}</p>
      </div>
      {!state.ended && open !== "sure" && <JoinButtons join={join} onPress={setOpen} />}
      {open === "sure" && (
        <RevokeSure
          question={words.revokeSure(join.name)}
          word={words.revoke}
          revoke={() => api.revokeJoin(job, join.id)}
          onDone={onChanged}
          onCancel={() => setOpen(null)}
        />
      )}
      {open === "show" && url && (
        <JoinReady job={job} join={{ ...join, url }} zone={zone} onClose={() => setOpen(null)} />
      )}
    </li>
  );
}

interface JoinButtonsProps {
  join: Join & Partial<ListedJoin>;
  onPress: (open: "sure" | "show") => void;
}

function JoinButtons({ join, onPress }: JoinButtonsProps) {
  const words = t().office.join;
  return (
    <div class="row">
      {join.url && !join.taken_at && (
        <Button size="small" onClick={() => onPress("show")}>
          {words.show}
          <span class="unseen"> {join.name}</span>
        </Button>
      )}
      <Button kind="danger" size="small" onClick={() => onPress("sure")}>
        {words.revoke}
        <span class="unseen"> {join.name}</span>
      </Button>
    </div>
  );
}

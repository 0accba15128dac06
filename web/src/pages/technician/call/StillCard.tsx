import { useEffect, useRef } from "preact/hooks";
import { outbox } from "../../../app/outbox";
import { Button } from "../../../design/Button";
import { useNow } from "../../../design/status/Clock";
import { Icon } from "../../../design/Icon";
import { goesAs } from "../../../protocol/outbox/entries";
import type { JobDocument, Still } from "../../../protocol/net/wire";
import { t } from "../../../text/call";
import { stageWords } from "../job/Pending";
import { again, lastStill, takeByHand, taking } from "./stills";

/** Milliseconds to read that a photo is stored; it is then among the job's photos. */
const READ = 5000;

/** The card tells where the last photo is: asked for, being taken, on its way, or stored. */
export function StillCard({ document }: { document: JobDocument | null }) {
  const id = lastStill.value;
  const done = id !== null && stored(id, document);
  useEffect(() => {
    if (!done) return;
    const timer = setTimeout(() => lastStill.value === id && (lastStill.value = null), READ);
    return () => clearTimeout(timer);
  }, [id, done]);
  if (!id) return null;
  // She need not take a photo that the node has taken from the video meanwhile.
  const how = done ? undefined : taking.value[id];
  const job = document?.job.id ?? "";
  const still = document?.stills[id];
  if (how === "by-hand") return <ByHand job={job} id={id} still={still} />;
  return (
    <div class="call-still" role="status">
      <Icon name={how === "failed" ? "warning" : done ? "check" : "camera"} />
      <span class="num">{wordsFor(id, document)}</span>
      {how === "failed" && <Button onClick={() => void again(job, id)}>{t().call.tryAgain}</Button>}
    </div>
  );
}

function stored(id: string, document: JobDocument | null): boolean {
  const item = outbox.items.value.find((each) => goesAs(each.entry, id));
  return Boolean(document?.evidence[id]) || item?.progress.value.stage === "stored";
}

function wordsFor(id: string, document: JobDocument | null): string {
  const words = t().call;
  if (stored(id, document)) return t().technician.stages.stored;
  const how = taking.value[id];
  if (how === "taking") return words.stillTaking;
  if (how === "failed") return words.stillFailed;
  const item = outbox.items.value.find((each) => goesAs(each.entry, id));
  return item ? stageWords(item) : words.stillTaking;
}

/** The phone's own camera app takes the photo when the page has no picture to take it from. */
function ByHand({ job, id, still }: { job: string; id: string; still: Still | undefined }) {
  const words = t().call;
  const file = useRef<HTMLInputElement>(null);
  const left = still ? Math.ceil((Date.parse(still.expires_at) - useNow()) / 1000) : 0;
  const chosen = (event: { currentTarget: HTMLInputElement }) => {
    const [picture] = event.currentTarget.files ?? [];
    if (picture) void takeByHand(job, id, picture);
  };
  return (
    <div class="call-still" role="alert">
      <input
        ref={file}
        type="file"
        class="unseen"
        tabIndex={-1}
        aria-hidden="true"
        accept="image/*"
        capture="environment"
        onChange={chosen}
      />
      <span class="num">
        {still ? words.stillWanted(still.requested_by.name) : ""}
        {left > 0 && ` · ${words.stillSeconds(left)}`}
      </span>
      <Button kind="primary" size="big" icon="camera" onClick={() => file.current?.click()}>
        {words.stillTap}
      </Button>
    </div>
  );
}

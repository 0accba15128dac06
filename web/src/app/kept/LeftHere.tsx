import { useState } from "preact/hooks";
import { Button } from "../../design/Button";
import { t } from "../../text";
import { outbox } from "../outbox";
import { claimDrafts, keepOwn, readOwn, unownedDrafts } from "../own";
import "./left-here.css";

/** What waits on this device for other people: for whom and how much, and nothing of what it is. */
export function WaitsForOthers() {
  const waiting = outbox.others.value.flatMap(({ owner, count }) =>
    owner ? { owner, count } : [],
  );
  if (waiting.length === 0) return null;
  return (
    <ul class="waits-for">
      {waiting.map(({ owner, count }) => (
        <li key={owner.id} class="num">
          {t().technician.waitsFor(owner.name, count)}
        </li>
      ))}
    </ul>
  );
}

const ANSWERED = "left-here-answered";

/**
 * An earlier version kept entries and drafts without a word on whose they are. The person who is
 * signed in is asked, once; until somebody says that they are hers they go nowhere, and nobody
 * reads them.
 */
export function LeftHere() {
  const [answered, setAnswered] = useState(() => readOwn(ANSWERED) !== "");
  const [drafts] = useState(() => unownedDrafts().length);
  const items = outbox.others.value.find(({ owner }) => owner === null)?.count ?? 0;
  if (answered || items + drafts === 0) return null;
  const words = t().technician.leftHere;
  const answer = (mine: boolean) => {
    if (mine) {
      claimDrafts();
      void outbox.claim();
    }
    keepOwn(ANSWERED, "yes");
    setAnswered(true);
  };
  return (
    <section class="notice left-here" role="alert">
      <p class="notice-title">{words.title}</p>
      <p>{words.what(items, drafts)}</p>
      <Button size="big" onClick={() => answer(true)}>
        {words.mine}
      </Button>
      <Button size="big" onClick={() => answer(false)}>
        {words.notMine}
      </Button>
    </section>
  );
}

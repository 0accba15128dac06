import { useState } from "preact/hooks";
import { Button, LinkButton } from "../../design/Button";
import { toast } from "../../design/overlays/Toast";
import { readyForPaper } from "../../device/paper";
import { t } from "../../text/client";

/** The way back, and the button that prints the page once its pictures are there. */
export function AnswerTools({ back }: { back: boolean }) {
  const words = t().client;
  const [left, setLeft] = useState(0);
  const print = async () => {
    const missing = await readyForPaper(setLeft);
    if (missing) toast(words.printMissing(missing));
    window.print();
  };
  return (
    <div class="answer-tools no-print">
      {back && (
        <LinkButton href="/" kind="quiet" icon="back">
          {words.jobs}
        </LinkButton>
      )}
      <span class="push">
        <Button kind="quiet" icon="print" busy={left > 0} onClick={() => void print()}>
          {left > 0 ? words.printWaits(left) : words.print}
        </Button>
      </span>
    </div>
  );
}

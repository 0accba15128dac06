import { Button } from "../../../design/Button";
import { Sheet } from "../../../design/overlays/Sheet";
import { t } from "../../../text";
import { oversized, settleOversized } from "./oversized";

/** Asks before a picture is sent of which pages could show nothing, though its original is kept. */
export function OversizedSheet() {
  const [first] = oversized.value;
  if (!first) return null;
  const words = t().technician.oversized;
  const settle = (wanted: boolean) => () => void settleOversized(first, wanted);
  return (
    <Sheet
      key={first.entry.id}
      title={words.title}
      onClose={settle(false)}
      actions={
        <div class="stack">
          <Button kind="primary" size="big" onClick={settle(false)}>
            {words.leave}
          </Button>
          <Button size="big" onClick={settle(true)}>
            {words.send}
          </Button>
        </div>
      }
    >
      <p>{words.what(first.entry.name, Math.ceil(first.megapixels), first.most)}</p>
      <p>{words.smaller}</p>
      <p class="quiet">{words.original}</p>
    </Sheet>
  );
}

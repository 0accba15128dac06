import { useState } from "preact/hooks";
import type { OpenCall } from "../../../app/calls/open-call";
import { drawnOn, lastOwn, letGo, takeBack, type HeldPhoto } from "../../../app/calls/drawing";
import type { OpenJob } from "../../../app/use-job";
import type { Peer } from "../../../protocol/call/peer";
import type { Size } from "../../../protocol/job/geometry";
import type { JobDocument, MarkKind } from "../../../protocol/net/wire";
import { t } from "../../../text/desk";
import { DrawBar } from "./DrawBar";
import { DrawSurface } from "./DrawSurface";
import "./held.css";

interface HeldPictureProps {
  held: HeldPhoto;
  open: OpenCall;
  job: OpenJob;
  /** The peer who is to see the picture. */
  main: Peer | null;
}

/**
 * The picture that the expert holds up and draws on. The live one goes on, small, beside the tools.
 */
export function HeldPicture({ held, open, job, main }: HeldPictureProps) {
  const [tool, choose] = useState<MarkKind>("arrow");
  const document = job.document;
  const drawn = drawnOn(document, held.picture);
  const size = sizeOf(held, document);
  const own = lastOwn(document, held.picture);
  return (
    <section
      class="stage-held"
      aria-label={t().expert.draw.label}
      onKeyDown={(event) => event.key === "Escape" && letGo()}
    >
      <DrawBar
        {...{ tool, main, picture: held.picture }}
        onTool={choose}
        onUndo={own ? () => takeBack(held, own, document) : null}
        onDone={letGo}
      />
      {size ? (
        <DrawSurface {...{ held, open, document, drawn, tool }} picture={size} />
      ) : (
        <div class="held-picture">
          <p class="stage-words">{t().job.making}</p>
        </div>
      )}
    </section>
  );
}

function sizeOf({ frozen, picture }: HeldPhoto, document: JobDocument | null): Size | null {
  const { large } = document?.evidence[picture]?.renditions ?? {};
  return frozen?.size ?? large ?? null;
}

import { authorName } from "../../../text/author";
import type { PictureSource } from "../../../protocol/net/api";
import type { Evidence } from "../../../protocol/net/wire";
import { t } from "../../../text";
import { whyNothing } from "./problem-words";
import { VoicePlay } from "./VoicePlay";

/** A voice note has a player, or the words that say why it can't be played. */
export function VoiceNote({ item, source }: { item: Evidence; source: PictureSource }) {
  const words = t().job.voice;
  if (!item.renditions.sound) return <p>{item.problem ? whyNothing(item) : words.making}</p>;
  return (
    <>
      {item.caption && <p>{item.caption}</p>}
      <VoicePlay
        address={source(item.id, "sound")}
        seconds={item.seconds ?? 0}
        label={words.label(authorName(item.author))}
      />
    </>
  );
}

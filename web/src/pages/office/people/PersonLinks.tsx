import { api } from "../../../app/state";
import type { Loaded } from "../../../design/status/load";
import type { MadeLink, MadeLinkList } from "../../../protocol/net/wire";
import { t } from "../../../text/desk";
import { datedMoment, ownZone } from "../../../text/time";
import { LinkLine } from "../../desk/LinkLine";

interface PersonLinksProps {
  name: string;
  links: Loaded<MadeLinkList>;
}

/** A link outlasts the access of whoever made it, so each is shown with the way to end it. */
export function PersonLinks({ name, links }: PersonLinksProps) {
  if (!links.value?.items.length) return null;
  return (
    <section class="panel-part">
      <h3>{t().places.linksMade}</h3>
      <p class="quiet">{t().places.linksMadeWhat(name)}</p>
      <ul class="stack-tight">
        {links.value.items.map((link) => (
          <MadeLinkLine key={link.id} link={link} onRevoked={links.reload} />
        ))}
      </ul>
    </section>
  );
}

function MadeLinkLine({ link, onRevoked }: { link: MadeLink; onRevoked: () => void }) {
  const words = t().office[link.kind];
  const send = link.kind === "share" ? api.revokeShare : api.revokeJoin;
  const until = t().office.share.until(datedMoment(link.expires_at, ownZone));
  const revocation = {
    word: words.revoke,
    question: words.revokeSure(link.label),
    send: () => send(link.job.id, link.id),
  };
  return (
    <LinkLine
      name={`${t().places.linkKinds[link.kind]}: ${link.label}`}
      state={`${link.job.number} ${link.job.title} · ${until}`}
      ended={false}
      {...{ revocation, onRevoked }}
    />
  );
}

import { useState } from "preact/hooks";
import { api } from "../../../app/state";
import { Button } from "../../../design/Button";
import { Sheet } from "../../../design/overlays/Sheet";
import { EmptyState, Waiting } from "../../../design/status/States";
import { useLoad } from "../../../design/status/load";
import type { Event, Organization } from "../../../protocol/net/wire";
import { t } from "../../../text/desk";
import { moment, ownZone } from "../../../text/time";

const STEP = 50;

/** The whole stream; it is only served from its beginning, and read from its end. */
async function fetchAll(organization: string): Promise<Event[]> {
  const all: Event[] = [];
  for (let after: number | null = 0; after !== null; ) {
    const page: { items: Event[]; next_after: number | null } = await api.organizationEvents(
      organization,
      after,
    );
    all.push(...page.items);
    after = page.next_after;
  }
  return all.reverse();
}

/** Events carry ids; what they are called now is asked for beside them. */
async function fetchNames(organization: Organization): Promise<Map<string, string>> {
  const query = { organization: organization.id };
  const [people, sites] = await Promise.all([api.people(query), api.sites(query)]);
  const named = [...people.items, ...sites.items, organization].map(
    ({ id, name }) => [id, name] as const,
  );
  return new Map(named);
}

export function History({
  organization,
  onClose,
}: {
  organization: Organization;
  onClose: () => void;
}) {
  const words = t().places;
  const list = useLoad(() => fetchAll(organization.id), [organization.id]);
  const names = useLoad(() => fetchNames(organization), [organization.id]);
  const [count, show] = useState(STEP);
  return (
    <Sheet wide reading title={`${words.history} · ${organization.name}`} onClose={onClose}>
      <Waiting on={list} />
      {list.value?.length === 0 && <EmptyState icon="clock" title={words.historyEmpty} />}
      <ol class="lines">
        {list.value?.slice(0, count).map((event) => (
          <HistoryLine key={event.seq} event={event} names={names.value ?? new Map()} />
        ))}
      </ol>
      {list.value && list.value.length > count && (
        <Button onClick={() => show(count + STEP)}>{words.historyOlder}</Button>
      )}
    </Sheet>
  );
}

/** A login or a password is told about its person; everything else about who did it, and to whom. */
function HistoryLine({ event, names }: { event: Event; names: Map<string, string> }) {
  const { body } = event;
  if (!body) return null;
  const subject = names.get(body.subject.id) ?? "";
  const signIn = body.kind.startsWith("login.") || body.kind === "person.password_set";
  const words = t().places.historyWords[body.kind] ?? body.kind;
  // A try to sign in with an address that nobody has is told about the organization itself.
  const unknown = body.kind === "login.refused" && body.subject.type === "organization";
  const who = unknown ? t().places.historyUnknown : signIn && subject ? subject : body.actor.name;
  return (
    <li class="history-line num">
      <span class="quiet">{moment(event.at, ownZone)}</span>
      <span>
        <strong>{who}</strong> {words}
        {!signIn && subject && `: ${subject}`}
      </span>
    </li>
  );
}

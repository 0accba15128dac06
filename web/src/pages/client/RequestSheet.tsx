import { useState } from "preact/hooks";
import { api } from "../../app/state";
import { FormSheet } from "../../design/forms/FormSheet";
import { Sheet } from "../../design/overlays/Sheet";
import { EmptyState, Waiting } from "../../design/status/States";
import { toast } from "../../design/overlays/Toast";
import { useAction, useLoad } from "../../design/status/load";
import { keepOwn, readOwn } from "../../app/own";
import { newId } from "../../protocol/net/ids";
import type { Job, JobKind, Site } from "../../protocol/net/wire";
import { t } from "../../text/client";
import { RequestFields, type Request } from "./RequestFields";

interface RequestProps {
  onClose: () => void;
  onCreated: (job: Job) => void;
}

export function RequestSheet({ onClose, onCreated }: RequestProps) {
  const words = t().client;
  const list = useLoad(() => api.sites(), []);
  const sites = list.value?.items;
  if (sites?.length) return <RequestForm sites={sites} onClose={onClose} onCreated={onCreated} />;
  return (
    <Sheet title={words.request} onClose={onClose}>
      <Waiting on={list} />
      {sites && <EmptyState icon="sites" title={words.noSites} />}
    </Sheet>
  );
}

const DRAFT = "request";

function keptRequest(site: string): Request {
  const empty = {
    title: "",
    description: "",
    reference: "",
    kind: "incident",
    priority: "3",
    site,
    assets: [],
  };
  try {
    return { ...empty, ...JSON.parse(readOwn(DRAFT) || "{}") };
  } catch {
    return empty;
  }
}

function remember(request: Request): Request {
  keepOwn(DRAFT, JSON.stringify(request));
  return request;
}

function RequestForm({ sites, onClose, onCreated }: RequestProps & { sites: Site[] }) {
  const words = t().client;
  const [id] = useState(newId);
  const [request, set] = useState(() => keptRequest(sites[0]?.id ?? ""));
  const sending = useAction();
  const change = (part: Partial<Request>) => set((before) => remember({ ...before, ...part }));
  const send = async () => {
    const { title, description, reference, kind, priority, site, assets } = request;
    const job = await api.createJob({
      ...{ id, title: title.trim(), description: description.trim(), reference: reference.trim() },
      ...{ kind: kind as JobKind, priority: Number(priority), site_id: site, asset_ids: assets },
    });
    keepOwn(DRAFT, "");
    toast(words.requestSent);
    onCreated(job);
  };
  return (
    <FormSheet
      title={words.request}
      action={words.requestSend}
      big
      ready={Boolean(request.title.trim())}
      saving={sending}
      onSave={() => void sending.run(send)}
      onClose={onClose}
    >
      <RequestFields request={request} sites={sites} problem={sending.problem} onChange={change} />
    </FormSheet>
  );
}

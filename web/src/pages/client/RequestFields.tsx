import { api } from "../../app/state";
import { ChoiceField, SelectField, TextArea, TextField } from "../../design/forms/Field";
import { fieldError } from "../../design/status/States";
import { useLoad } from "../../design/status/load";
import type { ApiError } from "../../protocol/net/client";
import type { Site } from "../../protocol/net/wire";
import { t } from "../../text/client";
import { assetWords } from "../job/assets";
import { kindOptions, priorityOptions } from "../job/options";

export interface RequestWords {
  title: string;
  description: string;
  reference: string;
}

export interface Request extends RequestWords {
  kind: string;
  priority: string;
  site: string;
  assets: string[];
}

interface WordFieldsProps {
  request: RequestWords;
  problem: ApiError | null;
  onChange: (part: Partial<RequestWords>) => void;
}

/** The fields that a client fills in her own words. */
export function WordFields({ request, problem, onChange }: WordFieldsProps) {
  const words = t().client;
  const error = (field: string) => fieldError(problem, field);
  return (
    <>
      <TextField
        label={words.requestTitle}
        value={request.title}
        maxLength={200}
        autoFocus
        error={error("title")}
        onValue={(title) => onChange({ title })}
      />
      <TextArea
        label={words.requestDescription}
        optional
        value={request.description}
        error={error("description")}
        onValue={(description) => onChange({ description })}
      />
      <TextField
        label={words.requestReference}
        optional
        value={request.reference}
        error={error("reference")}
        onValue={(reference) => onChange({ reference })}
      />
    </>
  );
}

interface FieldsProps {
  request: Request;
  sites: Site[];
  problem: ApiError | null;
  onChange: (part: Partial<Request>) => void;
}

export function RequestFields({ request, sites, problem, onChange }: FieldsProps) {
  const words = t().client;
  const list = useLoad(() => api.assets({ site: request.site }), [request.site]);
  const assets = list.value?.items ?? [];
  return (
    <>
      <WordFields request={request} problem={problem} onChange={onChange} />
      <SelectField
        label={words.requestSite}
        value={request.site}
        onValue={(site) => onChange({ site, assets: [] })}
        options={sites.map(({ id, name }) => [id, name])}
      />
      {assets.length > 0 && (
        <ChoiceField
          label={words.requestAssets}
          optional
          empty=""
          options={assets.map((asset) => [asset.id, assetWords(asset)])}
          chosen={request.assets}
          onChosen={(chosen) => onChange({ assets: chosen })}
        />
      )}
      <SelectField
        label={words.requestKind}
        value={request.kind}
        onValue={(kind) => onChange({ kind })}
        options={kindOptions()}
      />
      <SelectField
        label={words.requestPriority}
        value={request.priority}
        onValue={(priority) => onChange({ priority })}
        options={priorityOptions()}
      />
    </>
  );
}

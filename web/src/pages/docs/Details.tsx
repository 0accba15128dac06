import { Prose } from "./Prose";
import { resolve, typeWords, type Body, type Endpoint, type OpenApi, type Schema } from "./openapi";

/** Parameters, the body that is sent, and the answers. */
export function Details({ api, endpoint }: { api: OpenApi; endpoint: Endpoint }) {
  const { parameters, operation } = endpoint;
  const body = operation.requestBody && resolve(api, operation.requestBody);
  return (
    <>
      {parameters.length > 0 && (
        <Table
          caption="Parameters"
          rows={parameters.map((each) => ({
            name: each.name,
            where: each.in,
            type: typeWords(each.schema),
            required: each.required ?? false,
            words: each.description ?? "",
          }))}
        />
      )}
      {body && <Content api={api} title="Body" body={body} />}
      {Object.entries(operation.responses ?? {}).map(([status, response]) => (
        <ResponseDetails key={status} api={api} status={status} response={resolve(api, response)} />
      ))}
    </>
  );
}

function ResponseDetails({
  api,
  status,
  response,
}: {
  api: OpenApi;
  status: string;
  response: Body;
}) {
  const schema = schemaOf(response);
  return (
    <details class="docs-answer">
      <summary>
        <span class="docs-status num">{status}</span> <Prose text={response.description ?? ""} />
        {schema && <span class="quiet"> · {typeWords(schema)}</span>}
      </summary>
      {schema ? (
        <Content api={api} title={typeWords(schema)} body={response} />
      ) : (
        <p class="quiet">No body.</p>
      )}
    </details>
  );
}

function schemaOf(body: Body): Schema | undefined {
  return Object.values(body.content ?? {})[0]?.schema;
}

/** The fields of the object, or of the objects in the list, that a body holds. */
function Content({ api, title, body }: { api: OpenApi; title: string; body: Body }) {
  const schema = schemaOf(body);
  if (!schema) return null;
  const whole = resolve(api, schema);
  const inner = whole.type === "array" && whole.items ? resolve(api, whole.items) : whole;
  const fields = fieldsOf(api, inner);
  if (fields.length === 0) return <p class="quiet">{`${title}: ${typeWords(schema)}`}</p>;
  return <Table caption={title} rows={fields} />;
}

interface Row {
  name: string;
  where?: string;
  type: string;
  required: boolean;
  words: string;
}

function fieldsOf(api: OpenApi, schema: Schema): Row[] {
  const parts = schema.allOf?.map((part) => resolve(api, part)) ?? [schema];
  return parts.flatMap((part) =>
    Object.entries(part.properties ?? {}).map(([name, field]) => ({
      name,
      type: typeWords(field),
      required: part.required?.includes(name) ?? false,
      words: [field.description, limits(field)].filter(Boolean).join(" "),
    })),
  );
}

function limits(field: Schema): string {
  const { minLength, maxLength, minimum, maximum } = field;
  const bounds = [
    Boolean(minLength) && `at least ${minLength} characters`,
    maxLength !== undefined && `at most ${maxLength} characters`,
    minimum !== undefined && `from ${minimum}`,
    maximum !== undefined && `to ${maximum}`,
    field.default !== undefined && `default ${JSON.stringify(field.default)}`,
  ].filter(Boolean);
  return bounds.join(", ");
}

function Table({ caption, rows }: { caption: string; rows: Row[] }) {
  return (
    <div class="docs-table" tabIndex={0} role="group" aria-label={caption}>
      <table>
        <caption>{caption}</caption>
        <tbody>
          {rows.map((row) => (
            <tr key={row.name + row.where}>
              <th scope="row">
                <code>{row.name}</code>
                {row.required && <span class="docs-required"> required</span>}
              </th>
              <td>
                {row.type}
                {row.where && <span class="quiet"> · in {row.where}</span>}
                {row.words && (
                  <p class="quiet">
                    <Prose text={row.words} />
                  </p>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

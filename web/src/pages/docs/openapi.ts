/** The part of OpenAPI 3.1 that the page shows. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  enum?: unknown[];
  description?: string;
  items?: Schema;
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  required?: string[];
  oneOf?: Schema[];
  anyOf?: Schema[];
  allOf?: Schema[];
  default?: unknown;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
}

export interface Parameter {
  $ref?: string;
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  schema?: Schema;
}

export interface Body {
  $ref?: string;
  description?: string;
  content?: Record<string, { schema?: Schema }>;
}

export interface Operation {
  summary?: string;
  description?: string;
  tags?: string[];
  parameters?: Parameter[];
  requestBody?: Body & { required?: boolean };
  responses?: Record<string, Body>;
}

export interface OpenApi {
  info: { title: string; version: string; description?: string };
  tags?: { name: string; description?: string }[];
  paths: Record<string, Record<string, Operation> & { parameters?: Parameter[] }>;
  components?: Record<string, Record<string, unknown>>;
}

export interface Endpoint {
  id: string;
  method: string;
  path: string;
  operation: Operation;
  parameters: Parameter[];
}

const METHODS = ["get", "post", "put", "patch", "delete"];

/** Operations under their first tag, in the order of the document. */
export function grouped(api: OpenApi): Map<string, Endpoint[]> {
  const groups = new Map<string, Endpoint[]>((api.tags ?? []).map(({ name }) => [name, []]));
  for (const [path, item] of Object.entries(api.paths)) {
    for (const method of METHODS) {
      const operation = item[method];
      if (!operation) continue;
      const group = operation.tags?.[0] ?? "Other";
      const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])].map((each) =>
        resolve(api, each),
      );
      const id = `${method}-${path}`.replace(/[^a-z0-9]+/gi, "-").replace(/-$/, "");
      groups.set(group, [
        ...(groups.get(group) ?? []),
        { id, method, path, operation, parameters },
      ]);
    }
  }
  return new Map([...groups].filter(([, endpoints]) => endpoints.length > 0));
}

/** Follow a `#/components/…` reference; anything else stays as it is. */
export function resolve<Thing extends { $ref?: string }>(api: OpenApi, thing: Thing): Thing {
  const [, kind, name] = thing.$ref?.match(/^#\/components\/(\w+)\/(.+)$/) ?? [];
  const target = kind && name ? api.components?.[kind]?.[name] : undefined;
  return target ? resolve(api, target as Thing) : thing;
}

/** A schema in a few words: "string (uuid)", "list of Job", "one of: before, during, after". */
export function typeWords(schema: Schema | undefined): string {
  if (!schema) return "any";
  const name = schema.$ref?.split("/").at(-1);
  if (name) return name;
  if (schema.enum) return `one of: ${schema.enum.map(String).join(", ")}`;
  const parts = schema.oneOf ?? schema.anyOf ?? schema.allOf;
  if (parts) return [...new Set(parts.map(typeWords))].join(schema.allOf ? " and " : " or ");
  const types = [schema.type ?? "any"].flat();
  const words = types
    .map((type) => (type === "array" ? `list of ${typeWords(schema.items)}` : type))
    .join(" or ");
  return schema.format ? `${words} (${schema.format})` : words;
}

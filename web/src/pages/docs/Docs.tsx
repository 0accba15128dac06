import { useEffect } from "preact/hooks";
import { useLoad } from "../../design/status/load";
import { ErrorState, Loading } from "../../design/status/States";
import { ApiClient } from "../../protocol/net/client";
import { Details } from "./Details";
import { Prose } from "./Prose";
import { grouped, type Endpoint, type OpenApi } from "./openapi";
import "./docs.css";

const client = new ApiClient();

/** The page is for developers, and in English as the description that it is made from. */
export function Docs() {
  const api = useLoad(() => client.get<OpenApi>("/openapi.json"), []);
  useEffect(() => {
    // The browser looked for the anchor before there was anything to find.
    if (api.value && location.hash)
      document.getElementById(location.hash.slice(1))?.scrollIntoView();
  }, [api.value]);
  if (api.value) return <ApiDescription api={api.value} />;
  return (
    <main class="docs-wait">
      <h1 class="unseen">API</h1>
      {api.problem ? <ErrorState problem={api.problem} onRetry={api.reload} /> : <Loading />}
    </main>
  );
}

function ApiDescription({ api }: { api: OpenApi }) {
  const groups = grouped(api);
  return (
    <div class="docs">
      <nav class="docs-nav" aria-label="Operations" tabIndex={0}>
        {[...groups].map(([name, endpoints]) => (
          <section key={name}>
            <h2>{name}</h2>
            <ul>
              {endpoints.map(({ id, method, path }) => (
                <li key={id}>
                  <a href={`#${id}`}>
                    <span class="docs-method">{method}</span> {path}
                  </a>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </nav>
      <main class="docs-main">
        <header class="stack-tight">
          <h1>{api.info.title}</h1>
          <p class="quiet">
            Version {api.info.version} · <a href="/api/openapi.json">openapi.json</a>
          </p>
          {api.info.description && <p class="keep-lines docs-text">{api.info.description}</p>}
        </header>
        {[...groups].map(([name, endpoints]) => (
          <section key={name} class="stack">
            <h2 class="docs-group">{name}</h2>
            {endpoints.map((endpoint) => (
              <EndpointCard key={endpoint.id} api={api} endpoint={endpoint} />
            ))}
          </section>
        ))}
      </main>
    </div>
  );
}

function EndpointCard({ api, endpoint }: { api: OpenApi; endpoint: Endpoint }) {
  const { id, method, path, operation } = endpoint;
  return (
    <article class="docs-card" id={id}>
      <h3 class="docs-line">
        <span class={`docs-method docs-${method}`}>{method}</span>
        <code>{path}</code>
      </h3>
      {operation.summary && (
        <p>
          <Prose text={operation.summary} />
        </p>
      )}
      {operation.description && (
        <p class="keep-lines quiet docs-text">
          <Prose text={operation.description} />
        </p>
      )}
      <Details api={api} endpoint={endpoint} />
    </article>
  );
}

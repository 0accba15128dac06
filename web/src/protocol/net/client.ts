import type { ImportLine, Problem } from "./wire";

/** The code of an answer that is no problem document, and of our server's own faults. */
const NO_PROBLEM = "internal";
const GONE = ["forbidden", "not_found", "gone"];

/** Why a request failed. `status` 0 and code `offline` mean that no answer came at all. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly fields: Record<string, string[]> = {},
    readonly lines: ImportLine[] = [],
    /** Seconds that the server asked us to wait. */
    readonly retryAfter: number | null = null,
  ) {
    super(detail || code);
  }

  get offline(): boolean {
    return this.status === 0;
  }

  /** Whether our server says that there is no such thing for this person, or none any more. */
  get gone(): boolean {
    return GONE.includes(this.code);
  }

  /** Whether another one may have refused, such as a proxy: its page is no problem document. */
  get strange(): boolean {
    return this.status >= 400 && this.status < 500 && this.code === NO_PROBLEM;
  }

  /** Whether our server says that the login has ended; a stranger in between can't mean that. */
  get signedOut(): boolean {
    return this.status === 401 && this.code === "signed_out";
  }
}

export interface ApiClientOptions {
  base?: string;
  fetch?: typeof fetch;
  wait?: (milliseconds: number) => Promise<void>;
  now?: () => number;
}

export type Query = Record<string, string | number | boolean | null | undefined>;

const TIMEOUT = 20_000;
/** Milliseconds for the largest body on a slow network. */
const LONGEST_BODY = 60_000;
const PATIENCE = 3;
/** Seconds. */
const LONGEST_WAIT = 10;
/** Milliseconds before a GET that was broken off is sent again. */
const BROKEN_OFF = [300, 1000];

/**
 * Speaks JSON to our own server. Every unsafe request is idempotent by its ids, so that a 503 with
 * Retry-After is waited out here, up to three times. A change of network breaks off the requests
 * that are on their way: a GET is then sent again.
 */
export class ApiClient {
  /** Milliseconds by which the server's clock is ahead of ours: phones' clocks lie. */
  skew = 0;
  onSignedOut: () => void = () => {};
  /** Somebody else has signed in on this device since the page knew who did. */
  onOtherPerson: () => void = () => {};
  /** The id of the person whom this page takes to be signed in. */
  person: () => string | null = () => null;
  private readonly options: Required<ApiClientOptions>;

  constructor(options: ApiClientOptions = {}) {
    this.options = {
      base: "/api",
      fetch: (input, init) => fetch(input, init),
      wait: (milliseconds) => new Promise((done) => setTimeout(done, milliseconds)),
      now: () => Date.now(),
      ...options,
    };
  }

  now(): number {
    return this.options.now() + this.skew;
  }

  get<Result>(path: string, query: Query = {}): Promise<Result> {
    return this.send<Result>("GET", path + encode(query));
  }

  post<Result>(path: string, body: object = {}): Promise<Result> {
    return this.send<Result>("POST", path, body);
  }

  put<Result>(path: string, body: object): Promise<Result> {
    return this.send<Result>("PUT", path, body);
  }

  patch<Result>(path: string, body: object): Promise<Result> {
    return this.send<Result>("PATCH", path, body);
  }

  delete(path: string): Promise<void> {
    return this.send<void>("DELETE", path);
  }

  /** Posts as this person, and is refused once somebody else is signed in on the device. */
  inNameOf(person: string): Pick<ApiClient, "post" | "patch"> {
    return {
      post: (path, body = {}) => this.send("POST", path, body, person),
      patch: (path, body) => this.send("PATCH", path, body, person),
    };
  }

  private async send<Result>(
    method: string,
    path: string,
    body?: object,
    // Whoever signs in while this waits for the server has not written it.
    person = this.person(),
  ): Promise<Result> {
    for (let attempt = 1; ; attempt++) {
      const answer = await (method === "GET"
        ? this.getAgain(path)
        : this.once(method, path, body, person));
      if (answer.ok) return (answer.status === 204 ? undefined : await readJson(answer)) as Result;
      const error = await readProblem(answer);
      if (error.signedOut) this.onSignedOut();
      if (error.code === "other_person") this.onOtherPerson();
      if (!passes(error) || attempt > PATIENCE) throw error;
      await this.options.wait(Math.min(error.retryAfter ?? 1, LONGEST_WAIT) * 1000);
    }
  }

  private async getAgain(path: string): Promise<Response> {
    for (const pause of BROKEN_OFF) {
      const began = this.options.now();
      try {
        return await this.once("GET", path);
      } catch (error) {
        if (this.options.now() - began >= TIMEOUT) throw error;
        await this.options.wait(pause);
      }
    }
    return this.once("GET", path);
  }

  private async once(
    method: string,
    path: string,
    body?: object,
    person: string | null = null,
  ): Promise<Response> {
    const giveUp = new AbortController();
    const timer = setTimeout(() => giveUp.abort(), TIMEOUT);
    try {
      const answer = await this.options.fetch(this.options.base + path, {
        method,
        signal: giveUp.signal,
        credentials: "same-origin",
        cache: "no-store",
        ...(body && { body: JSON.stringify(body) }),
        headers: {
          ...(body && { "Content-Type": "application/json" }),
          ...(person !== null && { "Smart-Hands-Person": person }),
        },
      });
      this.keepTime(answer);
      return answer;
    } catch {
      throw new ApiError(0, "offline", "");
    } finally {
      clearTimeout(timer);
    }
  }

  private keepTime(answer: Response): void {
    const date = Date.parse(answer.headers.get("Date") ?? "");
    // The header counts whole seconds, so that a smaller difference means nothing.
    const ahead = date - this.options.now();
    if (!Number.isNaN(date)) this.skew = Math.abs(ahead) > 2000 ? ahead : 0;
  }
}

/** Whether the server is there again, or takes more again, while somebody waits at the page. */
function passes({ status, retryAfter }: ApiError): boolean {
  if (retryAfter === null) return false;
  return status === 503 || (status === 429 && retryAfter <= LONGEST_WAIT);
}

function encode(query: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== "") search.set(name, String(value));
  }
  return [...search].length === 0 ? "" : `?${search}`;
}

/** A body that stops coming, as on a dead mobile network, is no answer either. */
async function readJson(answer: Response): Promise<unknown> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(reject, LONGEST_BODY);
  });
  try {
    return await Promise.race([answer.json(), late]);
  } catch {
    throw new ApiError(0, "offline", "");
  } finally {
    clearTimeout(timer);
  }
}

async function readProblem(answer: Response): Promise<ApiError> {
  const problem = (await readJson(answer).catch(() => ({}))) as Partial<Problem>;
  const wait = Number.parseInt(answer.headers.get("Retry-After") ?? "", 10);
  return new ApiError(
    answer.status,
    problem.code ?? NO_PROBLEM,
    problem.detail ?? "",
    problem.fields,
    problem.lines,
    Number.isNaN(wait) ? null : wait,
  );
}

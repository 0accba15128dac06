import { vi } from "vitest";
import { ApiError } from "../src/protocol/net/client";
import { Live } from "../src/protocol/net/live";
import { LiveJob, type JobSource } from "../src/protocol/job/live-job";
import { apply } from "../src/protocol/job/job";
import type { Event, JobDocument } from "../src/protocol/net/wire";
import { document, JOB } from "./builders";
import { Socket } from "./socket";

/** A server with a stream of events, whose pushes and answers may be lost. */
export class Server implements JobSource {
  stream: Event[] = [];
  failing: ApiError | null = null;
  fetches = 0;
  loads = 0;
  constructor(
    private readonly page = 3,
    private readonly lose: () => boolean = () => false,
  ) {}

  async load(): Promise<JobDocument> {
    this.loads++;
    if (this.failing) throw this.failing;
    return this.now();
  }

  async events(after: number, most = this.page) {
    this.fetches++;
    if (this.failing) throw this.failing;
    if (this.lose()) throw new ApiError(503, "busy", "");
    const items = this.stream.slice(after, after + Math.min(this.page, most));
    const last = items.at(-1)?.seq ?? after;
    return { items, next_after: last < this.stream.length ? last : null };
  }

  now(): JobDocument {
    return this.stream.reduce(apply, document());
  }
}

export const settle = () => vi.advanceTimersByTimeAsync(0);

/** A page that follows the job of this server. */
export async function open(server: Server) {
  const socket = new Socket();
  const live = new Live(async () => socket);
  const job = new LiveJob(JOB, server);
  await job.load();
  const leave = live.follow(job);
  await settle();
  return { socket, live, job, leave };
}

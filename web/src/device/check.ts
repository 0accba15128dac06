import {
  answerOf,
  attemptsFor,
  type DevicePermission,
  type Attempt,
  type Findings,
  type AttemptResult,
} from "../protocol/net/check";
import type { Connectivity, Echo } from "../protocol/net/wire";
import { listDevices, permission, type Device } from "./media/user-media";

/** Milliseconds for the server's answer, and for one path; all paths are tried at once. */
const ANSWERED = 2000;
const PATIENCE = 3000;

/** What the check needs of the page. */
export interface CheckPorts {
  /** The servers that are to be tried; rejects when ours doesn't answer. */
  ask(): Promise<Connectivity>;
  /** Whether the socket stands. */
  socket(): boolean;
}

/**
 * Try every path. Once `stop` has aborted, all connections are closed, and the findings mean
 * nothing.
 */
export async function look({ ask, socket }: CheckPorts, stop: AbortSignal): Promise<Findings> {
  const [camera, microphone, answer] = await Promise.all([
    allowed("camera"),
    allowed("microphone"),
    within(ask(), ANSWERED, stop).catch(() => null),
  ]);
  if (!answer || stop.aborted)
    return { server: false, socket: socket(), tried: [], camera, microphone };
  const tried = await Promise.all(
    attemptsFor(answer).map((each) => tryWay(each, answer.echo, stop)),
  );
  return { server: true, socket: socket(), tried, camera, microphone };
}

async function tryWay(
  { way, servers }: Attempt,
  echo: Echo | null,
  stop: AbortSignal,
): Promise<AttemptResult> {
  let connection: RTCPeerConnection | null = null;
  try {
    const iceTransportPolicy = way === "direct" ? "all" : "relay";
    connection = new RTCPeerConnection({ iceServers: servers, iceTransportPolicy });
    const open = echo ? reaches(connection, echo) : getsOut(connection, way === "direct");
    const works = await within(open, PATIENCE, stop);
    return { way, works, rtt: works && echo ? await roundTrip(connection) : null };
  } catch {
    // A path that takes too long, or that this browser can't try, counts as closed.
    return { way, works: false, rtt: null };
  } finally {
    connection?.close();
  }
}

/** Whether ICE connects with the echo. */
async function reaches(connection: RTCPeerConnection, echo: Echo): Promise<boolean> {
  const settled = new Promise<boolean>((settle) => {
    connection.oniceconnectionstatechange = () => {
      const { iceConnectionState: state } = connection;
      if (state === "connected" || state === "completed") settle(true);
      if (state === "failed") settle(false);
    };
  });
  const sdp = answerOf(echo, await offer(connection));
  await connection.setRemoteDescription({ type: "answer", sdp });
  return settled;
}

/**
 * Whether a STUN or TURN server answers. A browser reports no candidate for an address that a STUN
 * server found to be the host's own, so that gathering that ends without an error also means an
 * answer.
 */
async function getsOut(connection: RTCPeerConnection, stun: boolean): Promise<boolean> {
  let [hosts, errors] = [0, 0];
  const settled = new Promise<boolean>((settle) => {
    connection.onicecandidateerror = () => errors++;
    connection.onicecandidate = ({ candidate }) => {
      if (candidate?.type === (stun ? "srflx" : "relay")) settle(true);
      else if (candidate?.candidate) hosts++;
      else if (!candidate) settle(stun && hosts > 0 && errors === 0);
    };
  });
  await offer(connection);
  return settled;
}

async function offer(connection: RTCPeerConnection): Promise<string> {
  connection.createDataChannel("check");
  await connection.setLocalDescription();
  return connection.localDescription?.sdp ?? "";
}

interface PairStats {
  type: string;
  nominated?: boolean;
  state?: string;
  currentRoundTripTime?: number;
}

async function roundTrip(connection: RTCPeerConnection): Promise<number | null> {
  const pairs: PairStats[] = [];
  (await connection.getStats()).forEach((stat: PairStats) => pairs.push(stat));
  const succeeded = pairs.filter(
    (stat) => stat.type === "candidate-pair" && stat.state === "succeeded",
  );
  const seconds = (succeeded.find((pair) => pair.nominated) ?? succeeded[0])?.currentRoundTripTime;
  return seconds === undefined ? null : Math.max(1, Math.round(seconds * 1000));
}

async function allowed(device: Device): Promise<DevicePermission> {
  const kind = device === "camera" ? "videoinput" : "audioinput";
  const devices = await listDevices();
  if (!devices.some((each) => each.kind === kind)) return "missing";
  return permission(device);
}

/**
 * The work's result; rejects when it takes longer than the patience, or once `stop` has aborted.
 */
async function within<Result>(
  work: Promise<Result>,
  patience: number,
  stop: AbortSignal,
): Promise<Result> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let give: () => void = () => {};
  const late = new Promise<never>((_, reject) => {
    give = () => reject(new Error("late"));
    timer = setTimeout(give, patience);
    stop.addEventListener("abort", give);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    stop.removeEventListener("abort", give);
  }
}

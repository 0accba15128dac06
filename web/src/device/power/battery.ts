import { signal } from "@preact/signals-core";
import type { Battery } from "../../protocol/net/wire";
import { minutesLeft, traced, type BatteryTrace } from "./battery-trace";

/**
 * The part of https://w3c.github.io/battery/ that is used; only Chromium has it, and over HTTPS
 * alone.
 */
interface BatteryManager extends EventTarget {
  /** 0 to 1. */
  readonly level: number;
  readonly charging: boolean;
  /** Seconds; Infinity where the system doesn't tell. */
  readonly chargingTime: number;
  readonly dischargingTime: number;
}

/** This device's battery; null where the browser tells of none. */
export const battery = signal<Battery | null>(null);

const CHANGES = ["levelchange", "chargingchange", "dischargingtimechange"];
/** Milliseconds after which the minutes left are told anew, though the level has not changed. */
const MINUTE = 60_000;

/** Follow the battery until the returned function is called. */
export function watchBattery(now: () => number = Date.now): () => void {
  let done = false;
  let stop = () => {};
  const { getBattery } = navigator as { getBattery?: () => Promise<BatteryManager> };
  const begin = (manager: BatteryManager) => {
    if (!done) stop = follow(manager, now);
  };
  // A page's policy may forbid it, which is as good as none.
  if (getBattery) void getBattery.call(navigator).then(begin, () => {});
  return () => {
    done = true;
    stop();
    battery.value = null;
  };
}

function follow(manager: BatteryManager, now: () => number): () => void {
  let trace: BatteryTrace | null = null;
  const read = () => {
    const { charging, dischargingTime } = manager;
    trace = traced(trace, { level: Math.round(manager.level * 100), charging }, now());
    const minutes = minutesLeft(trace, dischargingTime, now());
    battery.value = isThere(manager) ? { level: trace.level, charging, minutes } : null;
  };
  read();
  const timer = setInterval(read, MINUTE);
  for (const change of CHANGES) manager.addEventListener(change, read);
  return () => {
    clearInterval(timer);
    for (const change of CHANGES) manager.removeEventListener(change, read);
  };
}

/** A computer without a battery is told as one that is full and charges, by the specification. */
const isThere = ({ level, charging, chargingTime }: BatteryManager): boolean =>
  !(charging && level === 1 && chargingTime === 0);

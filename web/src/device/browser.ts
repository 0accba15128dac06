import { inTime } from "./in-time";

const APPS: [RegExp, string][] = [
  [/FBAN|FBAV|FB_IAB/, "Facebook"],
  [/Instagram/, "Instagram"],
  [/\bLine\//, "LINE"],
  [/WhatsApp/, "WhatsApp"],
  [/MicroMessenger/, "WeChat"],
  [/TeamsMobile|Teams\//, "Teams"],
  [/Slack/, "Slack"],
  [/Telegram/, "Telegram"],
  [/Snapchat/, "Snapchat"],
  [/LinkedInApp/, "LinkedIn"],
];

/** The chat app whose in-app browser this is; "" for an unknown one; null for a real browser. */
export function inAppBrowser(agent: string, onHomeScreen = false): string | null {
  for (const [pattern, name] of APPS) if (pattern.test(agent)) return name;
  if (/; wv\)/.test(agent)) return "";
  // Every real browser on iOS names Safari; a bare web view and a page on the home screen do not.
  return !onHomeScreen && /iPhone|iPad/.test(agent) && !/Safari\//.test(agent) ? "" : null;
}

export function isApple(agent: string): boolean {
  return /iPhone|iPad|iPod|Macintosh/.test(agent);
}

export type Mend = "safari" | "iosOther" | "chrome" | "firefox" | "samsung" | "desk";

/** The browser whose instructions tell how a refused camera is allowed again. */
export function mendIn(agent: string): Mend {
  if (/iPhone|iPad|iPod/.test(agent)) {
    return /CriOS|FxiOS|EdgiOS|OPiOS/.test(agent) ? "iosOther" : "safari";
  }
  if (!/Android|Mobile/.test(agent)) return "desk";
  if (/SamsungBrowser/.test(agent)) return "samsung";
  return /Firefox/.test(agent) ? "firefox" : "chrome";
}

export async function copyText(text: string): Promise<boolean> {
  try {
    await inTime(navigator.clipboard.writeText(text));
    return true;
  } catch {
    return false;
  }
}

/** Whether the browser has been told to keep the camera from this site. */
export async function cameraRefused(): Promise<boolean> {
  try {
    const name = "camera" as PermissionName;
    return (await inTime(navigator.permissions.query({ name }))).state === "denied";
  } catch {
    // Safari and Firefox don't answer this query; their own dialog tells the person.
    return false;
  }
}

/** A short vibration, where the phone can: the person notices it without looking. */
export function buzz(): void {
  navigator.vibrate?.(30);
}

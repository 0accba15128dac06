import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { arrivalClock, callTime } from "../src/pages/expert/wall/site-clock";
import { aside, outage, lineWords } from "../src/pages/technician/call/words";
import { ownZone } from "../src/text/time";
import type { Peer } from "../src/protocol/call/peer";
import type { Call } from "../src/protocol/net/wire";

const NOW = Date.parse("2026-03-02T09:00:00Z");
const minutes = (count: number) => new Date(NOW + count * 60_000).toISOString();
const call = (said: Partial<Call>) =>
  ({ arrive_by: null, arrived_at: null, time_zone: "Europe/Berlin", ...said }) as Call;

const expert = (name: string, said: Partial<Peer> = {}) =>
  ({
    ...{ participant: name, name, role: "expert", present: true, state: "connecting", since: NOW },
    ...{ rtt: null, watches: "stills", ...said },
  }) as Peer;

describe("the clock of a site", () => {
  // A day of another year has its year.
  beforeEach(() => vi.useFakeTimers({ now: NOW }));
  afterEach(() => vi.useRealTimers());

  test.each([
    [{ arrive_by: minutes(150) }, "arrive by 12:30", "calm"],
    [{ arrive_by: minutes(24 * 60 + 150) }, "arrive by tue 3 mar, 12:30", "calm"],
    [{ arrive_by: minutes(12) }, "arrive in 12 min", "soon"],
    [{ arrive_by: minutes(-5) }, "arrive overdue 5 min", "late"],
    [{ arrive_by: minutes(-50), arrived_at: minutes(-72) }, "on site 01:12", "calm"],
  ] as const)("tells what the job's promise hangs on: %o", (said, words, tone) => {
    const found = arrivalClock(call(said), NOW);
    // The zone stands behind the time unless the reader is in it.
    expect(found?.words.toLowerCase().replace(/ (cet|gmt\+1)$/, "")).toBe(words);
    expect(found?.tone).toBe(tone);
  });

  test("names the zone where it isn't the reader's", () => {
    const away = ownZone === "Asia/Kolkata" ? "America/New_York" : "Asia/Kolkata";
    const found = arrivalClock(call({ arrive_by: minutes(150), time_zone: away }), NOW);
    expect(found?.words).toMatch(/^arrive by \d\d:\d\d \S+$/);
  });

  test("is none where nothing was promised and nobody has come", () => {
    expect(arrivalClock(call({}), NOW)).toBeNull();
  });

  test("tells how long she has been heard, or has waited to be", () => {
    const session = { asked_at: minutes(-9), claimed_at: null } as Call["session"];
    expect(callTime(call({ session }), NOW)).toBe("9:00");
    expect(callTime(call({ session: { ...session, claimed_at: minutes(-3) } }), NOW)).toBe("3:00");
  });
});

describe("on the technician's phone", () => {
  beforeEach(() => void vi.stubGlobal("navigator", { onLine: true }));
  afterEach(() => void vi.unstubAllGlobals());

  test("it is said who is with another site", () => {
    expect(lineWords([expert("Eva Lindqvist")], NOW)).toBe(
      "Eva is with another site and sees a still every 4 s",
    );
    expect(lineWords([expert("Eva Lindqvist", { watches: "live", state: "live" })], NOW)).toBe(
      "Live",
    );
    vi.stubGlobal("navigator", { onLine: false });
    expect(lineWords([expert("Eva Lindqvist")], NOW)).toBe("Your phone has no network");
  });

  test("nobody is missed while one of two sees her live", () => {
    const ines = expert("Ines Roth", { watches: "live", state: "live", rtt: 42 });
    expect(aside([expert("Eva Lindqvist"), ines])).toBeNull();
    expect(lineWords([expert("Eva Lindqvist"), ines], NOW)).toBe("Live · 42 ms");
  });

  test("who is not there is not with another site", () => {
    expect(aside([expert("Eva Lindqvist", { present: false, state: "absent" })])).toBeNull();
    expect(aside([])).toBeNull();
  });
});

describe("what the network keeps from the others", () => {
  beforeEach(() => void vi.stubGlobal("navigator", { onLine: true }));
  afterEach(() => void vi.unstubAllGlobals());
  const eva = (state: Peer["state"], since: number) => [
    expert("Eva", { state, since, watches: "live" }),
  ];

  test("is said once it is more than a stumble", () => {
    expect(outage(eva("reconnecting", NOW - 3000), NOW, "video")).toBeNull();
    expect(outage(eva("reconnecting", NOW - 4000), NOW, "video")).toBe("cut");
  });

  test("is said at once when the phone itself has no network", () => {
    vi.stubGlobal("navigator", { onLine: false });
    expect(outage(eva("live", NOW), NOW, "video")).toBe("cut");
  });

  test("is the picture alone while the voice gets through", () => {
    expect(outage(eva("live", NOW), NOW, "voice")).toBe("voice");
    expect(outage(eva("live", NOW), NOW, "stills")).toBeNull();
    expect(
      lineWords([expert("Eva", { watches: "live", state: "live", rtt: 900 })], NOW, "voice"),
    ).toBe("Voice only · 900 ms");
    expect(
      lineWords([expert("Eva", { watches: "live", state: "live", rtt: 900 })], NOW, "stills"),
    ).toBe("Voice and stills · 900 ms");
  });

  test("is nothing while the expert watches by stills", () => {
    expect(
      outage([expert("Eva", { state: "connecting", since: NOW - 60_000 })], NOW, "video"),
    ).toBeNull();
  });

  test("is nothing when nobody is there, or she is away by herself", () => {
    expect(outage([], NOW, "video")).toBeNull();
    expect(outage(eva("absent", NOW - 60_000), NOW, "video")).toBeNull();
  });
});

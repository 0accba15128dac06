import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { fieldError, wordsFor } from "../src/design/status/States";
import { ApiError } from "../src/protocol/net/client";
import { speak } from "../src/text";
import { de } from "../src/text/de";
import { en } from "../src/text/en";
import { phrasebook } from "../src/text/phrasebook";

const { detail, message } = de.refusals;

describe("a sentence of the server, in German", () => {
  test.each([
    ["This call has ended.", "Dieses Gespräch ist beendet."],
    ["Dr. Eva Roth (NOC) has taken this call.", "Dr. Eva Roth (NOC) hat diesen Anruf übernommen."],
    ["A photo may have up to 50 MB.", "Ein Foto darf bis zu 50 MB haben."],
    [
      "There is no such person, or you may not see it.",
      "Diese Person gibt es nicht, oder Sie dürfen sie nicht sehen.",
    ],
    [
      "Your role may not arrive. Ask a dispatcher.",
      "Mit Ihrer Rolle dürfen Sie sich nicht vor Ort melden. Fragen Sie die Disposition.",
    ],
    [
      "This job is under way on site, so it can't be reopened now.",
      "Dieser Auftrag ist vor Ort in Arbeit und kann jetzt nicht wieder geöffnet werden.",
    ],
    [
      "This job is completed, so it can't be completed now.",
      "Dieser Auftrag ist erledigt und kann jetzt nicht abgeschlossen werden.",
    ],
    [
      "This link was taken back. Ask Nordlicht IT +49 40 1234 for a new one.",
      "Dieser Link wurde widerrufen. Einen neuen bekommen Sie von Nordlicht IT +49 40 1234.",
    ],
    [
      "This link has expired. Ask whoever sent it for a new one.",
      "Dieser Link ist zu alt. Bitten Sie den Absender um einen neuen.",
    ],
    [
      "The body can't be read as JSON: Expecting value: line 1 column 1 (char 0).",
      "Der Server kann diese Anfrage nicht lesen. Laden Sie die Seite neu.",
    ],
  ])("%s", (said, ours) => {
    expect(detail(said, "conflict")).toBe(ours);
  });

  test("keeps a name that looks like a place in a sentence, or like a replacement", () => {
    expect(detail("{who} $& $1 has taken this call.", "claimed")).toBe(
      "{who} $& $1 hat diesen Anruf übernommen.",
    );
  });

  test("for a field", () => {
    expect(message("Length must be between 1 and 200.")).toBe("Schreiben Sie 1 bis 200 Zeichen.");
    expect(message("Must be one of: en, de.")).not.toContain("en, de");
    expect(message("'SW-1' stands in line 4 already.")).toBe("'SW-1' steht schon in Zeile 4.");
  });
});

describe("a sentence that is not known", () => {
  test("is German by its code", () => {
    expect(detail("The moon is in the way.", "busy")).toBe(
      "Der Server ist beschäftigt. Versuchen Sie es gleich noch einmal.",
    );
  });

  test.each(["i_am_new", "constructor", ""])("is German even with the code '%s'", (code) => {
    expect(detail("The moon is in the way.", code)).toMatch(/^Der Server hat das abgelehnt\./);
  });

  test("is not half of a known one: English in it never comes through", () => {
    expect(detail("This job is haunted, so it can't be opened now.", "conflict")).toMatch(
      /^Das geht nicht mehr/,
    );
    expect(detail("Your role may not toString. Ask a dispatcher.", "forbidden")).toMatch(
      /^Sie dürfen das nicht/,
    );
  });

  test("of a field is German too", () => {
    expect(message("The moon is in the way.")).toBe(
      "Diese Angabe geht so nicht. Prüfen Sie sie noch einmal.",
    );
  });
});

describe("a phrasebook", () => {
  test("finds what stands there whole before what only fits", () => {
    const find = phrasebook(
      { "{who} sits.": "{who} sitzt.", "Nobody sits.": "Niemand sitzt." },
      {},
    );
    expect(find("Nobody sits.")).toBe("Niemand sitzt.");
    expect(find("Tess sits.")).toBe("Tess sitzt.");
    expect(find("Tess stands.")).toBeNull();
  });
});

describe("on a page", () => {
  const refused = new ApiError(422, "invalid", "Choose a moment in the future.", {
    expires_at: ["Choose a moment in the future."],
  });

  beforeAll(() => vi.stubGlobal("document", { documentElement: {} }));
  afterAll(() => vi.unstubAllGlobals());

  test("in English the server's words stay", async () => {
    await speak("en");
    expect(wordsFor(refused)).toBe("Choose a moment in the future.");
    expect(fieldError(refused, "expires_at")).toBe("Choose a moment in the future.");
    expect(en.refusals.detail("Anything.", "busy")).toBe("Anything.");
  });

  test("in German it has German, for the whole and for the field", async () => {
    await speak("de");
    expect(wordsFor(refused)).toBe("Wählen Sie einen Zeitpunkt in der Zukunft.");
    expect(fieldError(refused, "expires_at")).toBe("Wählen Sie einen Zeitpunkt in der Zukunft.");
    expect(fieldError(refused, "label")).toBeUndefined();
    expect(wordsFor(new ApiError(500, "internal", ""))).toBe(de.common.brokenAnswer);
  });
});

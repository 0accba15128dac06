import type { Catalogue } from "../../en";
import { phrasebook } from "../../phrasebook";
import { calls } from "./calls";
import { fields } from "./fields";
import { jobs } from "./jobs";
import { words } from "./parts";
import { people } from "./people";
import { places } from "./places";
import { requests } from "./requests";

/** The German by the server's English sentence; a test in tests/docs fails when one is missing. */
const sentences = { ...people, ...jobs, ...calls, ...places, ...requests, ...fields };

/**
 * The German by an error code, for sentences without German: a newer server or a library wrote
 * them.
 */
const codes: Record<string, string> = {
  malformed: "Der Server kann diese Anfrage nicht lesen. Laden Sie die Seite neu.",
  signed_out: "Sie sind abgemeldet. Melden Sie sich wieder an.",
  forbidden: "Sie dürfen das nicht. Fragen Sie die Disposition.",
  foreign_origin: "Diese Anfrage kam nicht von unseren eigenen Seiten. Laden Sie die Seite neu.",
  unconfirmed: "Zeigen Sie, dass Sie es sind: Geben Sie Ihr Passwort noch einmal ein.",
  not_found: "Das gibt es nicht, oder Sie dürfen es nicht sehen.",
  not_allowed: "Das geht unter dieser Adresse nicht. Laden Sie die Seite neu.",
  conflict: "Das geht nicht mehr: Inzwischen hat sich etwas geändert. Laden Sie die Seite neu.",
  claimed: "Jemand anderes hat diesen Anruf übernommen.",
  other_person: "Auf diesem Gerät ist jetzt jemand anderes angemeldet. Laden Sie die Seite neu.",
  upload_missing: "Die Datei ist noch nicht angekommen. Senden Sie sie noch einmal.",
  photo_policy: "Dieser Standort erlaubt das nicht. Fragen Sie die Zentrale.",
  gone: "Das gilt nicht mehr. Bitten Sie um einen neuen Link.",
  too_large: "Das ist zu groß. Senden Sie weniger auf einmal.",
  invalid: "Manche Angaben gehen so nicht. Prüfen Sie sie noch einmal.",
  upload_mismatch: "Angekommen ist etwas anderes als gesendet. Senden Sie es noch einmal.",
  too_many: "Zu viele Versuche. Warten Sie ein paar Minuten, dann versuchen Sie es noch einmal.",
  busy: "Der Server ist beschäftigt. Versuchen Sie es gleich noch einmal.",
  storage_down: "Der Fotospeicher antwortet nicht. Versuchen Sie es gleich noch einmal.",
  storage_full: "Der Server hat keinen Platz mehr. Nichts wurde gespeichert.",
  internal: "Auf dem Server ging etwas schief. Versuchen Sie es noch einmal.",
};

const bySentence = phrasebook(sentences, words);
const byCode = phrasebook(codes, {});
const field = "Diese Angabe geht so nicht. Prüfen Sie sie noch einmal.";
const other =
  "Der Server hat das abgelehnt. Laden Sie die Seite neu, und versuchen Sie es noch einmal.";

export const refusals: Catalogue["refusals"] = {
  detail: (sentence, code) => bySentence(sentence) ?? byCode(code) ?? other,
  message: (sentence) => bySentence(sentence) ?? field,
};

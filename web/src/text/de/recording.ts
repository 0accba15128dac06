import type { Catalogue } from "../en";

const reason: Catalogue["recording"]["reason"] = {
  network: "Netz gewechselt",
  page: "Seite geschlossen oder im Schlaf",
  node: "Medienknoten gewechselt",
  unknown: "Grund unbekannt",
  paused: "angehalten, jemand hatte abgelehnt",
  nobody_there: "es kam nichts",
  disk_full: "unsere Festplatte war voll",
  disk_failed: "unsere Festplatte ist ausgefallen",
  disk_slow: "unsere Festplatte war zu langsam",
  storage_away: "der Speicher war nicht erreichbar",
  writer_failed: "der Rekorder ist ausgefallen",
};

const problem: Catalogue["recording"]["problem"] = {
  disk_full: "Festplatte voll: Nichts wird aufgezeichnet",
  disk_failed: "Festplatte ausgefallen: Nichts wird aufgezeichnet",
  disk_slow: "Die Festplatte ist zu langsam: Es fehlen Stücke",
  storage_away: "S3 ist nicht erreichbar: vorerst auf unserer Festplatte",
  storage_refused: "S3 nimmt es nicht an: vorerst auf unserer Festplatte",
  upload_failed: "S3 ist nicht erreichbar: vorerst auf unserer Festplatte",
  writer_failed: "Der Rekorder ist ausgefallen: Nichts wird aufgezeichnet",
};

const desk: Catalogue["recording"]["desk"] = {
  tool: "Aufnahme",
  toolWhat: "Alle fragen, ob das Gespräch aufgezeichnet werden darf",
  stopWhat: "Aufzeichnung beenden",
  withdrawWhat: "Doch nicht aufzeichnen",
  notLive: "Noch hat niemand dieses Gespräch angenommen",
  forbidden: "Dieser Standort erlaubt kein Video, also wird nichts aufgezeichnet",
  direct:
    "Dieses Gespräch geht direkt von Seite zu Seite; nur über unseren Knoten kann aufgezeichnet werden",
  finding: "Noch steht nicht fest, welchen Weg dieses Gespräch nimmt",
  asking: (names) => `Fragt ${names} nach der Aufzeichnung`,
  refused: (names) => `${names} hat abgelehnt: Nichts wird aufgezeichnet`,
  starting: "Alle haben zugestimmt. Der Rekorder läuft an",
  rec: "REC",
  kept: (disk, stored) => `${disk} auf der Festplatte, ${stored} gespeichert`,
  silent: (seconds) => `Seit ${seconds} s nichts vom Rekorder gehört`,
  paused: (names) =>
    names ? `Angehalten: ${names} hat abgelehnt` : "Angehalten: Sie haben abgelehnt",
  away: "Keine Aufzeichnung: Der Medienknoten ist nicht erreichbar",
  awaySince: (time) => `Keine Aufzeichnung seit ${time}: Der Medienknoten ist nicht erreichbar`,
  asksYou: "Dürfen wir Sie aufzeichnen?",
  unheard: (names) => `${names} hat noch nicht geantwortet und ist nicht zu hören`,
  stopped: "Aufzeichnung beendet. In ein paar Sekunden ist sie am Auftrag.",
  withdrawn: "Niemand wird mehr gefragt",
  failed: "Die Anfrage kam nicht durch. Bitte noch einmal versuchen.",
};

const consent: Catalogue["recording"]["consent"] = {
  title: (name) =>
    name
      ? `${name} fragt: Darf dieses Gespräch aufgezeichnet werden?`
      : "Darf dieses Gespräch aufgezeichnet werden?",
  titleOn: "Dieses Gespräch wird aufgezeichnet. Dürfen wir auch Sie aufzeichnen?",
  what: "Ihr Bild und Ihre Stimme gehören dann zur Dokumentation des Auftrags. Der Kunde kann sie sehen.",
  unheard: "Niemand hört oder sieht Sie, bis Sie antworten.",
  free: "Das Gespräch geht weiter, wie auch immer Sie antworten, und Sie können es sich jederzeit anders überlegen.",
  yes: "Ja, aufzeichnen",
  no: "Nein",
  later: "Später antworten",
  open: "Darf aufgezeichnet werden? Antworten",
  openUnheard: "Noch hört Sie niemand. Antworten",
  spoken: "Aufzeichnung läuft",
  rec: "REC",
  label: "Sie werden aufgezeichnet",
  stop: "Stopp",
  stopWhat: "Mich nicht mehr aufzeichnen",
  paused: "Keine Aufnahme",
  pausedOther: "Aufnahme angehalten",
  allow: "Erlauben",
  allowWhat: "Aufzeichnung wieder erlauben",
  starting: "Aufnahme läuft an",
  silent: "Nichts vom Rekorder gehört",
  away: "Gerade keine Aufnahme",
  refused: "Sie werden nicht mehr aufgezeichnet",
  given: "Sie haben der Aufzeichnung zugestimmt",
  failed: "Ihre Antwort kam nicht durch. Bitte noch einmal versuchen.",
};

const player: Catalogue["recording"]["player"] = {
  recording: "Aufzeichnung",
  recordings: "Aufzeichnungen",
  label: (name, time) => `Aufzeichnung, ${name}, ${time}`,
  play: (label, time) => `${label} abspielen, Länge ${time}`,
  with: (names) => `mit ${names}`,
  soundOnly: "Nur Ton",
  incomplete: "Das Ende fehlt",
  incompleteWhat:
    "Der Rechner, der aufzeichnete, fiel vor dem Ende aus. Hier ist, was bis dahin angekommen war.",
  chapters: "Was geschah",
  noChapters: "Währenddessen wurde nichts geschrieben oder fotografiert.",
  still: (name) => `${name} bat um ein Standbild`,
  drew: (name) => `${name} hat in ein Bild gezeichnet`,
  consented: (name) => `${name} stimmte der Aufzeichnung zu`,
  refused: (name) => `${name} lehnte ab`,
  said: (name, text) => `${name}: ${text}`,
  gap: (span, reason) => `${span} fehlen: ${reason}`,
  gapOf: (name, gap) => `${name}: ${gap}`,
  skip: "Überspringen",
  seek: (time, what) => `${time}, ${what}`,
  voices: "Stimmen",
  voice: (name) => `Stimme von ${name}`,
  again: "Die Verbindung brach ab. Wird neu geladen",
  cannot: "Dieser Browser kann diese Aufzeichnung nicht abspielen.",
  ended: "Diese Aufzeichnung ist nicht mehr zu sehen: Ihr Zugriff darauf ist beendet.",
  original: "Originaldatei",
  hash: (sha256) => `SHA-256 ${sha256}`,
  hashPending:
    "Mit dem Ende ging die Prüfsumme verloren; sie wird neu berechnet, sobald alles gelesen ist.",
  verified: (time) => `Vollständig nachgelesen und unverändert, ${time}`,
  unverified: "Gespeichert; sie wird in Kürze vollständig nachgelesen",
  withdrawn: (reason) => `Zurückgezogen: ${reason}`,
  keys: "Die Leertaste spielt und hält an; die Pfeiltasten gehen 5 Sekunden zurück und vor.",
};

const timeline: Catalogue["recording"]["timeline"] = {
  added: "Die Aufzeichnung ist da",
  verified: "Die Aufzeichnung wurde vollständig nachgelesen: unverändert",
  altered: "Die Aufzeichnung ist nicht mehr, was aufgezeichnet wurde",
  lacks: (name, span, reason) => `In der Aufzeichnung von ${name} fehlen ${span}: ${reason}`,
  lacksMore: (name, count, span) =>
    `In der Aufzeichnung von ${name} fehlen ${count} Stücke, zusammen ${span}`,
  gone: (name, span, reason) => `Bild und Ton von ${name} waren ${span} weg: ${reason}`,
  report: "Aufzeichnung",
  reported: (span) => `${span} aufgezeichnet`,
  agreed: (names) => `${names}: zugestimmt`,
  declined: (names) => `${names}: abgelehnt`,
  gaps: "Lücken",
  gap: (time, name, gap) => `${time} ${name}: ${gap}`,
};

export const recording: Catalogue["recording"] = {
  reason,
  problem,
  desk,
  consent,
  player,
  timeline,
};

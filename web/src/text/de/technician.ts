import type { Catalogue } from "../en";
import { viewfinder } from "./viewfinder";

export const technician: Catalogue["technician"] = {
  viewfinder,
  today: "Heute",
  hello: (name) => `Aufträge von ${name}`,
  notHers: "Diesen Auftrag gibt es auf Ihrer Liste nicht",
  notHersWhat:
    "Vielleicht hat die Zentrale ihn jemand anderem gegeben. Fragen Sie dort nach, wenn Sie dafür vor Ort sind.",
  toToday: "Zu Ihrem Tag",
  nothing: "Gerade keine Aufträge für Sie",
  nothingWhat: "Sobald die Disposition einen zuweist, erscheint er hier von selbst.",
  done: "Erledigt",
  verbs: {
    acknowledge: "Ich übernehme",
    arrive: "Ich bin da",
    resume: "Weiter",
    open: "Auftrag öffnen",
  },
  access: "Zugang",
  openMap: "Karte öffnen",
  asset: "Gerät",
  photo: "Foto",
  gallery: "Aus der Galerie",
  galleryShort: "Galerie",
  note: "Notiz",
  chatLine: "Nachricht im Gespräch",
  getHelp: "Hilfe holen",
  phases: "Was Sie festhalten",
  emptyPhase: {
    before: "Noch keine Bilder von vorher. Nehmen Sie eines auf, bevor Sie etwas anfassen.",
    during: "Noch nichts von der Arbeit selbst.",
    after: "Noch keine Bilder von nachher. Zeigen Sie, wie Sie es hinterlassen.",
  },
  stages: {
    writing: "Wird auf dem Telefon gesichert",
    onlyHere: "Nur auf dieser Seite",
    waiting: "Wartet",
    preparing: "Wird vorbereitet",
    checking: "Wird geprüft",
    stored: "Gespeichert und geprüft",
    refused: "Nicht gespeichert",
    retrying: "Neuer Versuch",
  },
  sending: (percent) => `Sendet ${percent} %`,
  relaying: (percent) => `Sendet ${percent} % über den Server`,
  relayed: "Gespeichert und geprüft, über den Server gesendet",
  relayedFiles: {
    underWay: (count) =>
      `Dieses Netz sperrt den Fotospeicher, daher ${count === 1 ? "geht 1 Datei" : `gehen ${count} Dateien`} über den Server. Für Sie ist nichts zu tun.`,
    arrived: (count) =>
      `${count === 1 ? "1 Datei ging" : `${count} Dateien gingen`} über den Server, da dieses Netz den Fotospeicher sperrt.`,
  },
  outboxAll: (stored) => `${stored} von ${stored} gespeichert und geprüft`,
  outboxSome: (stored, all, waiting) => `${stored} von ${all} gespeichert · ${waiting} warten`,
  outboxOffline: (waiting) =>
    waiting === 1
      ? "Ihr Telefon hat kein Netz. 1 Element ist hier sicher und wird von selbst gesendet."
      : `Ihr Telefon hat kein Netz. ${waiting} Elemente sind hier sicher und werden von selbst gesendet.`,
  spared: (count, size) => `${count === 1 ? "1 Datei" : `${count} Dateien`} (${size}) für WLAN`,
  sendSpared: "Jetzt senden",
  onlyHere: {
    full: (count) =>
      `Auf diesem Telefon ist kein Platz mehr: ${count === 1 ? "1 Element ist" : `${count} Elemente sind`} nur auf dieser Seite. Lassen Sie die Seite offen, bis alles gespeichert ist, oder schaffen Sie Platz auf dem Telefon.`,
    failed: (count) =>
      `Der Speicher dieses Telefons arbeitet gerade nicht: ${count === 1 ? "1 Element ist" : `${count} Elemente sind`} nur auf dieser Seite. Lassen Sie die Seite offen, bis alles gespeichert ist.`,
  },
  waitsFor: (name, count) =>
    count === 1
      ? `1 Element auf diesem Telefon wartet auf ${name}. Es wird gesendet, wenn ${name} sich hier anmeldet.`
      : `${count} Elemente auf diesem Telefon warten auf ${name}. Sie werden gesendet, wenn ${name} sich hier anmeldet.`,
  leftHere: {
    title: "Gehört das Ihnen?",
    what: (items, drafts) => {
      const counted = [
        items === 1
          ? "1 nicht gesendetes Element"
          : items > 1 && `${items} nicht gesendete Elemente`,
        drafts === 1 ? "1 Entwurf" : drafts > 1 && `${drafts} Entwürfe`,
      ].filter(Boolean);
      return `Eine frühere Version hat auf diesem Gerät ${counted.join(" und ")} aufbewahrt, ohne zu vermerken, von wem. Gesendet und gezeigt wird das erst, wenn jemand sagt, dass es ihm gehört.`;
    },
    mine: "Das gehört mir",
    notMine: "Das gehört mir nicht",
  },
  refusedTitle: "Nicht gespeichert",
  refusedRetry: "Noch einmal senden",
  refusedRemove: "Entfernen",
  refused: {
    too_large: "Das ist größer, als der Server erlaubt.",
    not_a_picture: "Diese Datei ist kein Bild, das der Server annimmt.",
    upload_mismatch:
      "Angekommen ist etwas anderes, als Ihr Telefon gesendet hat. Bitte noch einmal senden.",
    unreadable_file:
      "Diese Datei wurde geändert, verschoben oder gelöscht, bevor dieses Telefon sie kopiert hatte. Bitte noch einmal auswählen.",
    store_refused:
      "Der Speicher hat das nicht angenommen. Bitte noch einmal senden; bleibt es so, hilft die Disposition.",
    other: "Der Server hat das nicht angenommen.",
  },
  waitsBecause: {
    offline:
      "Der Server ist gerade nicht erreichbar. Es ist auf diesem Telefon sicher und wird von selbst gesendet.",
    store_unreachable:
      "Der Server antwortet, aber der Fotospeicher ist von hier nicht erreichbar. Es ist auf diesem Telefon sicher und wird von selbst gesendet. Bleibt es so, sagen Sie es der Disposition.",
  },
  attached: (name: string) => `${name} geht als angehängte Datei, nicht als Bild.`,
  notTaken: {
    empty: (name) =>
      `${name} ist leer: Die Galerie hat die Datei noch nicht geholt, oder sie wurde nie gespeichert. Öffnen Sie sie dort einmal und wählen Sie sie dann noch einmal.`,
    unreadable: (name) =>
      `${name} lässt sich nicht lesen: Die Datei wurde verschoben, geändert oder gelöscht, oder die Galerie holt sie nicht. Bitte noch einmal auswählen.`,
    gif: (name) =>
      `${name} ist ein GIF und kann nicht als Foto angenommen werden. Speichern Sie es als JPEG oder PNG und wählen Sie dieses.`,
    tiff: (name) =>
      `${name} ist ein TIFF-Bild, das Browser nicht zeigen können. Speichern Sie es als JPEG oder PNG und wählen Sie dieses.`,
    raw: (name) =>
      `${name} ist ein Rohbild, das nur Fotoprogramme zeigen können. Wählen Sie das JPEG oder HEIC, das die Kamera dazu gespeichert hat.`,
    burst: (name) =>
      `${name} ist eine Serie mehrerer Bilder in einer Datei. Speichern Sie das gemeinte einzeln und wählen Sie dieses.`,
    film: (name) => `${name} ist ein Video. Wählen Sie Fotos, oder zeigen Sie es live im Gespräch.`,
    other: (name) =>
      `${name} ist kein Foto, das angenommen werden kann: Wählen Sie ein JPEG, PNG, WebP, HEIC oder AVIF.`,
  },
  oversized: {
    title: "Zu groß, um gezeigt zu werden",
    what: (name, megapixels, most) =>
      `${name} hat ${megapixels} Megapixel. Gezeigt werden Bilder bis ${most}: Von diesem sähen alle nur einen Satz und kein Bild.`,
    smaller:
      "Speichern Sie in der Galerie eine kleinere Kopie, oder stellen Sie die Kamera auf weniger Megapixel und nehmen Sie es noch einmal auf. Wählen Sie dann dieses Bild.",
    original:
      "Senden Sie es trotzdem, wird das Original gespeichert und geprüft, und Ihr Büro kann es herunterladen. Sonst bleibt es in Ihrer Galerie.",
    leave: "Nicht senden",
    send: "Trotzdem senden",
  },
  captionLate: "Es ist gerade abgeschickt. Den Bildtext können Sie am gespeicherten Bild ergänzen.",
  removed: "Entfernt",
  cameraRefused: "Die Kamera ist für diese Seite gesperrt",
  cameraRefusedHow:
    "Erlauben Sie es in den Einstellungen des Browsers für diese Seite und laden Sie neu. Bis dahin können Sie Fotos aus der Galerie nehmen.",
  deviceRefused: {
    camera: {
      denied: "Diese Seite darf die Kamera nicht benutzen.",
      missing: "Dieses Gerät hat keine Kamera, die der Browser benutzen kann.",
      busy: "Eine andere App benutzt die Kamera. Schließen Sie sie und versuchen Sie es dann noch einmal.",
      silent:
        "Die Kamera antwortet nicht. Fragt das Telefon, tippen Sie auf „Zulassen“. Sonst schließen Sie andere Apps, die sie benutzen, und versuchen Sie es noch einmal.",
      insecure: "Die Kamera funktioniert nur auf einer sicheren Seite (https).",
      unsupported:
        "Dieser Browser kann die Kamera nicht zeigen. Sie können trotzdem sprechen und Fotos senden.",
    },
    microphone: {
      denied: "Diese Seite darf das Mikrofon nicht benutzen.",
      missing: "Dieses Gerät hat kein Mikrofon, das der Browser benutzen kann.",
      busy: "Eine andere App benutzt das Mikrofon. Schließen Sie sie und versuchen Sie es dann noch einmal.",
      silent:
        "Das Mikrofon antwortet nicht. Fragt das Telefon, tippen Sie auf „Zulassen“. Sonst schließen Sie andere Apps, die es benutzen, und versuchen Sie es noch einmal.",
      insecure: "Das Mikrofon funktioniert nur auf einer sicheren Seite (https).",
      unsupported:
        "Dieser Browser kann das Mikrofon nicht benutzen. Sie können trotzdem schreiben.",
    },
  },
  nameless: "Datei",
  attach: "Datei anhängen",
  attachForTeam: "Datei anhängen, nur für uns",
  noteTitle: "Notiz",
  noteLabel: "Was sehen Sie, was haben Sie getan?",
  noteKept: "Bleibt auf diesem Telefon, bis Sie speichern.",
  noteSave: "Notiz speichern",
  voice: {
    title: "Sprachnotiz",
    short: "Stimme",
    label: "Stimme, Sprachnotiz",
    opening: "Das Mikrofon wird geöffnet",
    speak: "Sprechen Sie jetzt. Die Notiz bleibt auf diesem Telefon und wird von selbst gesendet.",
    speakOnlyHere:
      "Sprechen Sie jetzt. Das Telefon hat bisher nichts gesichert: Lassen Sie die Seite offen, bis alles gespeichert ist.",
    of: (longest: string) => `von ${longest}`,
    keep: "Behalten",
    discard: "Verwerfen",
    kept: (time: string) => `Sprachnotiz behalten, ${time}`,
    removed: "Sprachnotiz entfernt",
    nothing: "Es war nichts zu hören, deshalb wurde nichts behalten.",
    late: "Sie ist schon gespeichert. Ziehen Sie sie in der Liste zurück.",
    cannot: "Dieser Browser kann keine Stimme aufnehmen. Schreiben Sie eine Notiz.",
  },
  noteInternal: "Nur intern, nicht für den Kunden",
  finish: "Auftrag abschließen",
  finishTitle: "Auftrag abschließen",
  fault: "Was war los?",
  work: "Was haben Sie getan?",
  finishWhat: "Diese beiden Antworten liest der Kunde zuerst.",
  hold: "Anhalten",
  holdTitle: "Auftrag anhalten",
  holdReason: "Worauf warten Sie?",
  onHold: "Angehalten",
  doneTitle: "Erledigt",
  canceledTitle: "Storniert",
  unsent: (count) =>
    count === 1
      ? "1 Element ist noch unterwegs. Sie können abschließen; es wird von selbst gesendet."
      : `${count} Elemente sind noch unterwegs. Sie können abschließen; sie werden von selbst gesendet.`,
};

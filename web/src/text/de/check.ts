import type { Catalogue } from "../en";

export const check: Catalogue["check"] = {
  line: {
    whole: "Anrufe gehen hier: mit Bild",
    silent: "Anrufe gehen hier: Bild ohne Ton",
    unseen: "Anrufe gehen hier: nur Sprache",
    none: "Kamera und Mikrofon sind in diesem Browser gesperrt",
    photosToo: "Anrufe gehen hier: Stimme und Fotos",
    talk: "Anrufe gehen hier: Stimme",
    mute: "Das Mikrofon ist in diesem Browser gesperrt",
    relayed: "Anrufe gehen hier über unser Relais",
    nothing: "Kein Bild hier. Mobile Daten versuchen",
    away: "Gerade keine Anrufe: Unser Server ist nicht zu erreichen",
    checking: "Prüft, was hier geht",
  },
  title: "Anrufe von hier",
  what: {
    direct: "Das Bild erreicht uns von hier auf direktem Weg. Es ist nichts zu tun.",
    relayed:
      "Dieses Netz sperrt UDP, über das Anrufe sonst direkt laufen. Hier laufen sie über unser Relais und funktionieren; das Bild kommt vielleicht etwas später.",
    either:
      "Anrufe gehen direkt vom Telefon zum Experten, wo das möglich ist, sonst über unser Relais.",
    nothing:
      "Bild und Stimme kommen hier nicht durch. Fotos und Notizen schon, und auch der Chat eines Anrufs.",
    away: "Unser Server ist von hier nicht zu erreichen. Was Sie aufnehmen, ist auf diesem Telefon sicher und wird später von selbst gesendet.",
    unknown: "Es gibt nichts auszuprobieren: Anrufe gehen hier direkt vom Telefon zum Experten.",
  },
  todo: {
    nothing:
      "Schalten Sie das WLAN des Telefons aus, damit es mobile Daten nimmt, und prüfen Sie noch einmal. Oder bitten Sie den Betreiber dieses Netzes, uns durchzulassen.",
    denied:
      "Erlauben Sie Kamera und Mikrofon für diese Seite in den Einstellungen des Browsers und prüfen Sie noch einmal.",
    missing:
      "Der Browser sieht keine Kamera oder kein Mikrofon. Ist etwas ausgeschaltet oder nicht eingesteckt?",
  },
  server: "Unser Server",
  answers: "Antwortet",
  silent: "Antwortet nicht",
  socket: "Dauerhafte Verbindung",
  stands: "Steht",
  broken: "Kommt nicht zustande",
  ways: {
    direct: "Direkt, über UDP",
    udp: "Relais, mit UDP",
    tcp: "Relais, mit TCP",
    tls: "Relais, wie Webseiten (TLS)",
  },
  open: "Offen",
  openIn: (milliseconds) => `Offen · ${milliseconds} ms`,
  closed: "Gesperrt",
  camera: "Kamera",
  microphone: "Mikrofon",
  allowed: {
    granted: "Erlaubt",
    ask: "Wird im Anruf gefragt",
    denied: "Nicht erlaubt",
    missing: "Keine gefunden",
  },
  again: "Noch einmal prüfen",
};

import type { AccountWords } from "../../en/account";

export const secondFactor: AccountWords["secondFactor"] = {
  card: "Zweiter Faktor",
  title: "Noch ein Schritt",
  why: "Ein zweiter Faktor hält andere fern, die Ihr Passwort erfahren haben.",
  setUp: "Zweiten Faktor einrichten",
  usePasskey: "Passkey verwenden",
  passkeyWhat:
    "Ihr Fingerabdruck, Ihr Gesicht, die PIN dieses Geräts oder ein Sicherheitsschlüssel.",
  passkeyBroken:
    "Es wurde kein Passkey verwendet. Versuchen Sie es noch einmal, oder wählen Sie einen anderen Weg.",
  useApp: "Authenticator-App verwenden",
  appWhat: "Eine App auf Ihrem Telefon, die alle 30 Sekunden einen neuen Code zeigt.",
  app: "Authenticator-App",
  passkey: "Passkey",
  kinds: { totp: "Authenticator-App", passkey: "Passkey" },
  scan: "Scannen Sie diesen Code mit Ihrer Authenticator-App, und geben Sie dann den Code ein, den sie zeigt.",
  qr: "QR-Code des Schlüssels für Ihre Authenticator-App",
  sameDevice: "Ist die App auf diesem Gerät?",
  openApp: "App öffnen",
  copyKey: "Schlüssel kopieren",
  firstCode: "Code, den die App zeigt",
  confirmApp: "Einschalten",
  code: "Code",
  codeHint: "Sechs Ziffern aus Ihrer Authenticator-App oder ein Ersatzcode.",
  submit: "Anmelden",
  lost: "Gerät verloren? Verwenden Sie einen Ersatzcode, oder bitten Sie die Administration, Ihren zweiten Faktor zurückzusetzen.",
  codes: "Ersatzcodes",
  codesWhat:
    "Mit jedem davon melden Sie sich einmal an, wenn Sie Ihren zweiten Faktor nicht haben. Bewahren Sie sie so auf, dass Sie sie ohne dieses Gerät finden. Sie werden nicht noch einmal gezeigt.",
  copyCodes: "Alle Codes kopieren",
  codesLeft: (count) =>
    count === 1 ? "1 Ersatzcode ist übrig." : `${count} Ersatzcodes sind übrig.`,
  renew: "Neue Ersatzcodes",
  goOn: "Ich habe sie gesichert, weiter",
  later: "Später",
  until: (time) => `Für Ihre Rolle ist er ab ${time} Pflicht.`,
  since: (time) => `Seit ${time}`,
  remove: "Entfernen",
  removeOne: (kind, since) => `${kind} entfernen, ${since}`,
};

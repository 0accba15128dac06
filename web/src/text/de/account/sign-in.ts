import type { AccountWords } from "../../en/account";

export const signIn: AccountWords["signIn"] = {
  title: "Anmelden",
  email: "E-Mail",
  password: "Passwort",
  submit: "Anmelden",
  showPassword: "Passwort anzeigen",
  noPassword: "Kein Passwort oder vergessen?",
  noPasswordHow:
    "Bitten Sie die Disposition um einen Anmeldelink. Er öffnet sich hier mit einem Tippen, ohne Passwort.",
  signInAs: (name) => `Als ${name} anmelden`,
  welcome: "Willkommen",
  linkFor: (organization) => `Smart Hands bei ${organization}`,
  linkOnce: "Dieser Link meldet Sie einmal an, auf diesem Gerät.",
  linkInvite: "Sie sind eingeladen. Ein Passwort können Sie später unter Konto festlegen.",
  linkReset: "Ihr altes Passwort gilt nicht mehr. Legen Sie unter Konto ein neues fest.",
  linkUsed: "Dieser Link wurde schon benutzt oder ist zu alt",
  linkUsedHow:
    "Bitten Sie die Disposition um einen neuen, oder melden Sie sich mit dem Passwort an.",
  toPassword: "Mit Passwort anmelden",
  notYou: "Das sind nicht Sie? Schließen Sie die Seite und sagen Sie dem Absender Bescheid.",
  inApp: (app) => `Sie sind im Browser von ${app}`,
  inAppGeneric: "Sie sind im Browser einer anderen App",
  inAppWhy:
    "Er kann die Kamera sperren und Ihre Fotos vergessen. Öffnen Sie diese Seite im richtigen Browser.",
  inAppApple: "Link kopieren, Safari öffnen, in die Adresszeile einsetzen.",
  inAppAndroid:
    "Link kopieren, Chrome öffnen, in die Adresszeile einsetzen. Oder ⋮ antippen und „Im Browser öffnen“ wählen.",
  copyLink: "Link kopieren",
  stay: "Trotzdem hier bleiben",
  joinFor: (organization) => `${organization} bittet Sie um Hilfe vor Ort`,
  joinTitle: "Zum Auftrag dazukommen",
  joinName: "Ihr Name",
  joinNameHint: "Damit weiß man am anderen Ende, mit wem man spricht.",
  join: "Dazukommen",
  joinWhat:
    "Sie sehen diesen einen Auftrag, können Fotos senden und dem Experten zeigen, was Sie sehen. Ohne Konto, ohne Passwort.",
  joinOnce:
    "Dieser Link ist für eine Person und ein Telefon. Öffnen Sie ihn dort, wo Sie arbeiten.",
  joinUntil: (time) => `Er gilt bis ${time}.`,
  joinTaken: "Über diesen Link ist schon jemand dazugekommen",
  joinTakenWhat: "Er ist für ein Telefon. Fragen Sie, wer ihn geschickt hat, nach einem eigenen.",
  joinGone: "Dieser Link gilt nicht mehr",
  joinUnknown: "Diesen Link gibt es nicht",
  joinUnknownWhat:
    "Prüfen Sie, ob er ganz kopiert wurde, bis zum letzten Zeichen, oder fragen Sie nach einem neuen.",
  toSignIn: "Ich habe ein Konto",
  guestOverWhat:
    "Was Sie gesendet haben, ist sicher. Werden Sie noch gebraucht, fragen Sie, wer den Link geschickt hat, nach einem neuen.",
};

import type { Catalogue } from "../en";
import { phrasebook } from "../phrasebook";
import { words } from "./refusal-parts";

/** By what the server says, word for word; tests/docs holds that none of its sentences is missing. */
const sentences: Record<string, string> = {
  // Sign-in
  "You are signed out. Sign in again, or ask for a new link.":
    "Sie sind abgemeldet. Melden Sie sich wieder an, oder bitten Sie um einen neuen Link.",
  "That address and password do not fit together. Try again, or ask for a new link.":
    "E-Mail und Passwort passen nicht zusammen. Versuchen Sie es noch einmal, oder bitten Sie um einen neuen Link.",
  "Your password was changed at this moment. Sign in again.":
    "Ihr Passwort wurde gerade geändert. Melden Sie sich wieder an.",
  "That is not your current password.": "Das ist nicht Ihr jetziges Passwort.",
  "Use at least {count} characters.": "Nehmen Sie mindestens {count} Zeichen.",
  "You came by a link, and it is your only door. A password opens nothing.":
    "Sie kamen über einen Link, und nur er führt herein. Ein Passwort öffnet nichts.",
  "Send either a link, or an email and a password.":
    "Senden Sie einen Link, oder E-Mail und Passwort.",
  "There is no such link. Check that it was copied whole.":
    "Diesen Link gibt es nicht. Prüfen Sie, ob er ganz kopiert ist.",
  "This link was used already or has expired. Ask your dispatcher for a new one.":
    "Dieser Link wurde schon benutzt oder ist zu alt. Bitten Sie die Disposition um einen neuen.",
  "Someone has joined by this link already. Ask for one of your own.":
    "Über diesen Link ist schon jemand dazugekommen. Bitten Sie um einen eigenen.",
  "This link {end}. Ask whoever sent it for a new one.":
    "Dieser Link {end}. Bitten Sie den Absender um einen neuen.",
  "This link {end}. Ask {whom} for a new one.":
    "Dieser Link {end}. Einen neuen bekommen Sie hier: {whom}.",
  "There is no such share. Check that the link is whole.":
    "Diesen Link gibt es nicht. Prüfen Sie, ob er ganz ist.",
  "{tries} Try again in {wait}.":
    "{tries} Bitte ein paar Minuten warten, dann noch einmal versuchen.",
  "This page is not ours. Reload it.": "Diese Seite ist nicht von uns. Laden Sie sie neu.",
  "This request did not come from our own pages. Reload the page.":
    "Diese Anfrage kam nicht von unseren eigenen Seiten. Laden Sie die Seite neu.",

  // What may be seen and done
  "Your role may not do this. Ask a dispatcher.":
    "Ihre Rolle darf das nicht. Fragen Sie die Disposition.",
  "Your role may not {verb}. Ask a dispatcher.":
    "Mit Ihrer Rolle dürfen Sie {verb}. Fragen Sie die Disposition.",
  "There is no such {what}, or you may not see it.": "{what} nicht sehen.",

  // Jobs
  "This job has ended. Reopen it before you change it.":
    "Dieser Auftrag ist beendet. Öffnen Sie ihn wieder, bevor Sie ihn ändern.",
  "This job has ended. Reopen it before you ask for help.":
    "Dieser Auftrag ist beendet. Öffnen Sie ihn wieder, bevor Sie um Hilfe bitten.",
  "This job is {state}, so it can't be {done} now.":
    "Dieser Auftrag {state} und kann jetzt nicht {done} werden.",
  "That site belongs to another organization.": "Dieser Standort gehört zu einem anderen Kunden.",
  "There is no such site. Choose one from the list.":
    "Diesen Standort gibt es nicht. Wählen Sie einen aus der Liste.",
  "One of these assets is not at this site.": "Eines dieser Geräte steht nicht an diesem Standort.",
  "One of these is not an active technician.":
    "Jemand davon gehört nicht zur Technik oder ist gesperrt.",
  "Give a person's id, or `me`.": "Geben Sie die Id einer Person an, oder `me`.",

  // Evidence
  "A photo may have up to {size} MB.": "Ein Foto darf bis zu {size} MB haben.",
  "A voice note may have up to {size} MB.": "Eine Sprachnotiz darf bis zu {size} MB haben.",
  "An old attempt at this file is being cleared away. Try again in a moment.":
    "Ein alter Versuch mit dieser Datei wird gerade weggeräumt. Versuchen Sie es gleich noch einmal.",
  "What you add here is for the client too.": "Was Sie hier hinzufügen, ist auch für den Kunden.",
  "What arrived is not the file that was announced. Send it again under a new id.":
    "Angekommen ist eine andere Datei als angekündigt. Senden Sie sie noch einmal.",
  "The file has not arrived yet. Ask for a new address with the same id and put it again.":
    "Die Datei ist noch nicht angekommen. Senden Sie sie noch einmal.",
  "This item was withdrawn, so it can't be changed any more.":
    "Das wurde zurückgezogen und lässt sich nicht mehr ändern.",
  "Only a picture can be frozen.": "Nur ein Bild lässt sich festhalten.",

  // Marks on pictures
  "Only a photo can be drawn on.": "Nur auf ein Foto lässt sich zeichnen.",
  "This picture was withdrawn, so it can't be drawn on any more.":
    "Dieses Bild wurde zurückgezogen, darauf lässt sich nicht mehr zeichnen.",
  "There are {count} marks on this picture. Freeze another one.":
    "Auf diesem Bild sind {count} Markierungen. Halten Sie ein neues fest.",
  "Somebody else drew this. Ask her to take it back.":
    "Das hat jemand anderes gezeichnet und muss es selbst zurücknehmen.",
  "This kind of mark has {least} to {most} points.":
    "Solch eine Markierung hat {least} bis {most} Punkte.",
  "A number has one to three digits.": "Eine Nummer hat eine bis drei Ziffern.",
  "Numbers and texts say something, and nothing else does.":
    "Nummern und Texte brauchen Wörter, andere Markierungen haben keine.",

  // Calls
  "This call has ended.": "Dieses Gespräch ist beendet.",
  "{who} has taken this call.": "{who} hat diesen Anruf übernommen.",
  "This call rings for the other side.": "Dieser Anruf klingelt bei der anderen Seite.",
  "This call still rings. Answer it first.": "Dieser Anruf klingelt noch. Nehmen Sie ihn erst an.",
  "Nobody has answered this call, so there is nothing to record.":
    "Diesen Anruf hat niemand angenommen, also gibt es nichts aufzuzeichnen.",
  "This site's picture and sound go past us, so we can't record them.":
    "Bild und Ton dieses Standorts gehen an uns vorbei, also können wir sie nicht aufzeichnen.",
  "Nothing is being recorded, and nobody has asked for it.":
    "Es wird nichts aufgezeichnet, und niemand hat darum gebeten.",
  "Not everybody has consented to this recording, so nothing of it is kept.":
    "Nicht alle haben in diese Aufzeichnung eingewilligt, also wird nichts davon behalten.",
  "This file is complete. Begin another one.":
    "Diese Datei ist vollständig. Beginnen Sie eine neue.",
  "No part of this file has arrived.": "Von dieser Datei ist noch kein Teil angekommen.",
  "These are not the parts that arrived. Put what differs, and complete the file again.":
    "Das sind nicht die Teile, die angekommen sind. Senden Sie, was anders ist, und schließen Sie die Datei noch einmal ab.",
  "This still has another answer already.": "Dieses Standbild hat schon eine andere Antwort.",
  "Nobody is on site in this call, so there is no picture to take.":
    "In diesem Gespräch ist niemand vor Ort, also gibt es kein Bild aufzunehmen.",
  "Send {service, node}: the token, and a name of the node.":
    "Senden Sie {service, node}: das Token und einen Namen des Knotens.",
  "This session has ended. Ask again under a new id.":
    "Dieses Gespräch ist beendet. Rufen Sie noch einmal an.",
  "You are not in this call. Join it first.":
    "Sie sind nicht in diesem Gespräch. Kommen Sie erst dazu.",
  "You have no seat in this session. Join it first.":
    "Sie sind nicht in diesem Gespräch. Kommen Sie erst dazu.",
  "Nobody is in this call, so nobody can take the picture.":
    "In diesem Gespräch ist niemand, der das Bild aufnehmen kann.",

  // Links to a job
  "Choose a moment in the future.": "Wählen Sie einen Zeitpunkt in der Zukunft.",

  // People
  "Someone with this address is here already.": "Jemand mit dieser Adresse ist schon da.",
  "Someone with this address is here, but is not an administrator.":
    "Jemand mit dieser Adresse ist schon da, aber nicht in der Verwaltung.",
  "Give an address such as ada@example.com.": "Geben Sie eine Adresse an wie ada@example.com.",
  "This person is deactivated. Reactivate her first.":
    "Diese Person ist gesperrt. Entsperren Sie sie erst.",
  "Guests come by a join link, and stay guests.":
    "Gäste kommen über einen Einstiegslink und bleiben Gäste.",
  "Choose the client's organization.": "Wählen Sie die Organisation des Kunden.",
  "A client can't become one of the team, or the other way round.":
    "Wer beim Kunden ist, kann nicht ins Team wechseln, und umgekehrt.",
  "This is the last administrator. Make another one first.":
    "Sonst ist niemand in der Verwaltung. Geben Sie erst jemand anderem diese Rolle.",

  // Sites, assets and their lists
  "Use a zone name such as Europe/Berlin or America/New_York.":
    "Nehmen Sie den Namen einer Zeitzone wie Europe/Berlin oder America/New_York.",
  "Use node or direct.": "Nehmen Sie node oder direct.",
  "This organization has a site of this name already.":
    "Dieser Kunde hat schon einen Standort mit diesem Namen.",
  "This site has an asset with this tag already.":
    "An diesem Standort gibt es schon ein Gerät mit dieser Inventarnummer.",
  "{count} of the lines can't be taken, so nothing was imported. Mend them and try again.":
    "Falsche Zeilen: {count}. Importiert wurde nichts. Bessern Sie sie aus und versuchen Sie es noch einmal.",
  "A file may have up to {count} lines. Split it.":
    "Eine Datei darf bis zu {count} Zeilen haben. Teilen Sie sie.",
  "This line is not CSV: {why}.":
    "Diese Zeile ist kein CSV. Prüfen Sie Anführungszeichen und Trennzeichen.",
  "There is nothing below the header.": "Unter der Kopfzeile steht nichts.",
  "The first line must name the columns, {key} among them: {columns}.":
    "Die erste Zeile muss die Spalten nennen, darunter {key}: {columns}.",
  "Unknown column {column}. Known are {columns}.":
    "Unbekannte Spalte {column}. Bekannt sind {columns}.",
  "A column is named twice.": "Eine Spalte steht zweimal da.",
  "{count} values for {columns} columns.":
    "Werte: {count}, Spalten: {columns}. Es müssen gleich viele sein.",
  "{column} is empty.": "{column} ist leer.",
  "{value} stands in line {line} already.": "{value} steht schon in Zeile {line}.",
  "Longer than {count} characters.": "Länger als {count} Zeichen.",
  "There is a control character in it.": "Darin steht ein Steuerzeichen.",

  // Ids, which pages choose: the next try has a new one
  "This id is taken by {thing}. Use a new one.":
    "Diese Id gehört schon {thing}. Versuchen Sie es noch einmal.",
  "This id belongs to someone else already. Use a new one.":
    "Diese Id gehört schon jemand anderem. Versuchen Sie es noch einmal.",

  // The house
  "The database is busy. Try again in a moment.":
    "Die Datenbank ist beschäftigt. Versuchen Sie es gleich noch einmal.",
  "Someone changed the same thing at this moment. Try again.":
    "Jemand hat gerade dasselbe geändert. Versuchen Sie es noch einmal.",
  "The server's disk is full. Nothing was saved; try again when it has room.":
    "Die Festplatte des Servers ist voll. Nichts wurde gespeichert; versuchen Sie es, wenn wieder Platz ist.",
  "The photo store does not answer. Nothing is lost; try again in a moment.":
    "Der Fotospeicher antwortet nicht. Nichts ist verloren; versuchen Sie es gleich noch einmal.",
  "Something on the server failed; nothing was saved. Try again, and tell your administrator the request id if it stays.":
    "Auf dem Server ging etwas schief; nichts wurde gespeichert. Versuchen Sie es noch einmal; bleibt es so, sagen Sie es der Verwaltung.",
  "The pages are not built. Run `make run`, or `make setup`.":
    "Die Seiten sind nicht gebaut. Starten Sie `make run` oder `make setup`.",

  // Requests that our own pages do not send
  "There is nothing at this address.": "Unter dieser Adresse ist nichts.",
  "This address does not take that method.": "Diese Adresse nimmt diese Methode nicht an.",
  "The body is too large. Send less at once.": "Das ist zu groß. Senden Sie weniger auf einmal.",
  "The request can't be taken.":
    "Der Server kann diese Anfrage nicht annehmen. Laden Sie die Seite neu.",
  "This `after` is not one that a list gave. Start from the first page.":
    "Hier geht die Liste nicht weiter. Fangen Sie bei der ersten Seite an.",
  "Send the body as application/json.": "Senden Sie den Inhalt als application/json.",
  "Give `{name}` once, as plain text.": "Geben Sie `{name}` einmal an, als einfachen Text.",
  "The body could not be read to its end.":
    "Die Anfrage kam nicht ganz an. Versuchen Sie es noch einmal.",
  "The body can't be read as JSON: {why}.":
    "Der Server kann diese Anfrage nicht lesen. Laden Sie die Seite neu.",

  // Fields
  "Some fields can't be taken; each says why.":
    "Manche Angaben gehen so nicht; bei jeder steht, warum.",
  "There is a character in it that turns the reading direction.":
    "Darin steht ein Zeichen, das die Leserichtung umkehrt.",
  "There is a control character (U+{number}) in it.": "Darin steht ein Steuerzeichen (U+{number}).",
  "Use a year from {first} to {last}.": "Nehmen Sie ein Jahr von {first} bis {last}.",
  "Use 64 lower-case hexadecimal digits.": "Nötig sind 64 hexadezimale Ziffern, klein geschrieben.",
  "Known are {choices}.": "Diese Auswahl gibt es nicht. Laden Sie die Seite neu.",
  "Must be one of: {choices}.": "Diese Auswahl gibt es nicht. Laden Sie die Seite neu.",
  "Missing data for required field.": "Bitte ausfüllen.",
  "Field may not be null.": "Bitte ausfüllen.",
  "Invalid value.": "Diese Angabe geht so nicht.",
  "Invalid type.": "Diese Angabe geht so nicht.",
  "Invalid input type.": "Diese Angabe geht so nicht.",
  "Unknown field.": "Diese Angabe kennt der Server nicht. Laden Sie die Seite neu.",
  "Length must be between {least} and {most}.": "Schreiben Sie {least} bis {most} Zeichen.",
  "Length must be {exact}.": "Nötig sind genau {exact} Zeichen.",
  "Longer than maximum length {most}.": "Zu lang: höchstens {most}.",
  "Shorter than minimum length {least}.": "Zu kurz: mindestens {least}.",
  "Must be greater than or equal to {least} and less than or equal to {most}.":
    "Nehmen Sie eine Zahl von {least} bis {most}.",
  "Must be greater than or equal to {least}.": "Nehmen Sie mindestens {least}.",
  "Must be less than or equal to {most}.": "Nehmen Sie höchstens {most}.",
  "Not a valid UUID.": "Das ist keine Id.",
  "Not a valid boolean.": "Das ist weder Ja noch Nein.",
  "Not a valid email address.": "Das ist keine E-Mail-Adresse.",
  "Not a valid integer.": "Das ist keine ganze Zahl.",
  "Not a valid list.": "Das ist keine Liste.",
  "Not a valid mapping type.": "Diese Angabe geht so nicht.",
  "Not a valid number.": "Das ist keine Zahl.",
  "Not a valid string.": "Das ist kein Text.",
  "Not a valid utf-8 string.": "Das ist kein lesbarer Text.",
  "Not a valid datetime.": "Das ist kein Zeitpunkt.",
  "Not a valid aware datetime.": "Diesem Zeitpunkt fehlt die Zeitzone.",
  "Number too large.": "Diese Zahl ist zu groß.",
  "Special numeric values (nan or infinity) are not permitted.": "Das ist keine Zahl.",
};

/** For sentences that are not above: of a newer server, or of a library in it. */
const codes: Record<string, string> = {
  malformed: "Der Server kann diese Anfrage nicht lesen. Laden Sie die Seite neu.",
  signed_out: "Sie sind abgemeldet. Melden Sie sich wieder an.",
  forbidden: "Sie dürfen das nicht. Fragen Sie die Disposition.",
  foreign_origin: "Diese Anfrage kam nicht von unseren eigenen Seiten. Laden Sie die Seite neu.",
  not_found: "Das gibt es nicht, oder Sie dürfen es nicht sehen.",
  not_allowed: "Das geht unter dieser Adresse nicht. Laden Sie die Seite neu.",
  conflict: "Das geht nicht mehr: Inzwischen hat sich etwas geändert. Laden Sie die Seite neu.",
  claimed: "Jemand anderes hat diesen Anruf übernommen.",
  upload_missing: "Die Datei ist noch nicht angekommen. Senden Sie sie noch einmal.",
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

const known = phrasebook(sentences, words);
const byCode = phrasebook(codes, {});
const field = "Diese Angabe geht so nicht. Prüfen Sie sie noch einmal.";
const other =
  "Der Server hat das abgelehnt. Laden Sie die Seite neu, und versuchen Sie es noch einmal.";

export const refusals: Catalogue["refusals"] = {
  detail: (said, code) => known(said) ?? byCode(code) ?? other,
  message: (said) => known(said) ?? field,
};

/** The German of refusals of ids and whole requests, and of the server's own failures. */
export const requests: Record<string, string> = {
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

  "Somebody else is signed in on this device now. This waits until its author signs in.":
    "Auf diesem Gerät ist jetzt jemand anderes angemeldet. Das wartet, bis sein Verfasser sich anmeldet.",

  // Requests that our own pages do not send
  "There is nothing at this address.": "Unter dieser Adresse ist nichts.",
  "This address does not take that method.": "Diese Adresse nimmt diese Methode nicht an.",
  "The body took too long to come. Send it again.":
    "Das Senden hat zu lange gedauert. Senden Sie es noch einmal.",
  "The body is too large. Send less at once.": "Das ist zu groß. Senden Sie weniger auf einmal.",
  "The request can't be taken.":
    "Der Server kann diese Anfrage nicht annehmen. Laden Sie die Seite neu.",
  "This `after` is not one that a list gave. Start from the first page.":
    "Hier geht die Liste nicht weiter. Fangen Sie bei der ersten Seite an.",
  "Send the body as application/json.": "Senden Sie den Inhalt als application/json.",
  "Give `{name}` once, as plain text.": "Geben Sie `{name}` einmal an, als einfachen Text.",
  "The body could not be read to its end.":
    "Die Anfrage kam nicht ganz an. Versuchen Sie es noch einmal.",
  "The file could not be read to its end.":
    "Die Datei kam nicht ganz an. Sie wird noch einmal gesendet.",
  "Send the length of the file as Content-Length.":
    "Geben Sie die Länge der Datei als Content-Length an.",
  "Too many files are on their way through the server. Try again in a moment.":
    "Es sind zu viele Dateien über den Server unterwegs. Versuchen Sie es gleich noch einmal.",
  "The body can't be read as JSON: {reason}.":
    "Der Server kann diese Anfrage nicht lesen. Laden Sie die Seite neu.",
};

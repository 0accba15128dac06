/** The German of refusals of single fields, most of which marshmallow words. */
export const fields: Record<string, string> = {
  "Some fields can't be taken; each says why.":
    "Manche Angaben gehen so nicht; bei jeder steht, warum.",
  "There is a character in it that turns the reading direction.":
    "Darin steht ein Zeichen, das die Leserichtung umkehrt.",
  "There is a control character (U+{number}) in it.": "Darin steht ein Steuerzeichen (U+{number}).",
  "Use a year from {first} to {last}.": "Nehmen Sie ein Jahr von {first} bis {last}.",
  "Use 64 lower-case hexadecimal digits.": "Nötig sind 64 hexadezimale Ziffern, klein geschrieben.",
  "Known are {choices}.": "Diese Auswahl gibt es nicht. Laden Sie die Seite neu.",
  "Must be one of: {choices}.": "Diese Auswahl gibt es nicht. Laden Sie die Seite neu.",
  "Send happened_at and device_time together.":
    "Die Nachricht ist unvollständig. Laden Sie die Seite neu.",
  "Send id, happened_at and device_time together.":
    "Die Meldung ist unvollständig. Laden Sie die Seite neu.",
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

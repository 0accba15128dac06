/** The German of refusals about sites, assets and their CSV lists. */
export const places: Record<string, string> = {
  "Use a zone name such as Europe/Berlin or America/New_York.":
    "Nehmen Sie den Namen einer Zeitzone wie Europe/Berlin oder America/New_York.",
  "Use node or direct.": "Nehmen Sie node oder direct.",
  "This site allows no photos. Write a note instead, or ask the desk.":
    "An diesem Standort sind Fotos verboten. Schreiben Sie eine Notiz, oder fragen Sie die Zentrale.",
  "Photos need a permit at this site, and none is entered. Write a note instead, or ask the desk for the permit.":
    "Fotos brauchen an diesem Standort eine Genehmigung, und es ist keine eingetragen. Schreiben Sie eine Notiz, oder fragen Sie die Zentrale nach der Genehmigung.",
  "This site allows no video, so nothing can be recorded. Go on by voice.":
    "An diesem Standort ist Video verboten, also wird nichts aufgezeichnet. Sprechen Sie ohne Bild weiter.",
  "This organization has a site of this name already.":
    "Dieser Kunde hat schon einen Standort mit diesem Namen.",
  "This site has an asset with this tag already.":
    "An diesem Standort gibt es schon ein Gerät mit dieser Inventarnummer.",
  "{count} of the lines can't be taken, so nothing was imported. Mend them and try again.":
    "Falsche Zeilen: {count}. Importiert wurde nichts. Bessern Sie sie aus und versuchen Sie es noch einmal.",
  "A file may have up to {count} lines. Split it.":
    "Eine Datei darf bis zu {count} Zeilen haben. Teilen Sie sie.",
  "This line is not CSV: a quotation mark opens in it and is never closed. Close or remove it.":
    "Diese Zeile ist kein CSV: Ein Anführungszeichen wird geöffnet und nie geschlossen. Schließen oder löschen Sie es.",
  "This line is not CSV: text follows a closing quotation mark. Write a quotation mark that belongs to a value twice.":
    "Diese Zeile ist kein CSV: Nach einem schließenden Anführungszeichen folgt Text. Schreiben Sie ein Anführungszeichen, das zum Wert gehört, doppelt.",
  "This line is not CSV: a value is far too long, or a quotation mark is missing.":
    "Diese Zeile ist kein CSV: Ein Wert ist viel zu lang, oder ein Anführungszeichen fehlt.",
  "Column {number} has a value here and no name in the first line.":
    "Spalte {number} hat hier einen Wert, aber keinen Namen in der ersten Zeile.",
  "Letters of the first line were lost. Save the list as CSV UTF-8, and try again.":
    "Buchstaben der ersten Zeile sind verloren gegangen. Speichern Sie die Liste als CSV UTF-8 und versuchen Sie es noch einmal.",
  "A letter of it was lost. Save the list as CSV UTF-8, and try again.":
    "Ein Buchstabe darin ist verloren gegangen. Speichern Sie die Liste als CSV UTF-8 und versuchen Sie es noch einmal.",
  "There is nothing below the header.": "Unter der Kopfzeile steht nichts.",
  "The first line must name the columns, {key} among them: {columns}.":
    "Die erste Zeile muss die Spalten nennen, darunter {key}: {columns}.",
  "There is no column {column}. The columns are {columns}.":
    "Die Spalte {column} gibt es nicht. Die Spalten heißen {columns}.",
  "A column is named twice.": "Eine Spalte steht zweimal da.",
  "This line has {count} values for {columns} columns.":
    "Werte in dieser Zeile: {count}, Spalten: {columns}. Es müssen gleich viele sein.",
  "{column} is empty.": "{column} ist leer.",
  "{value} stands in line {line} already.": "{value} steht schon in Zeile {line}.",
  "This value is longer than {count} characters.": "Dieser Wert ist länger als {count} Zeichen.",
  "There is a control character in it.": "Darin steht ein Steuerzeichen.",
};

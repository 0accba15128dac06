/** The German of refusals about sites, assets and their CSV lists. */
export const places: Record<string, string> = {
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
  "This line is not CSV: {reason}.":
    "Diese Zeile ist kein CSV. Prüfen Sie Anführungszeichen und Trennzeichen.",
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

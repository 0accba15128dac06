/** The German of refusals about jobs, their evidence, its marks, and the links to a job. */
export const jobs: Record<string, string> = {
  // Jobs
  "This job has ended. Reopen it before you change it.":
    "Dieser Auftrag ist beendet. Öffnen Sie ihn wieder, bevor Sie ihn ändern.",
  "This job has ended. Reopen it before you ask for help.":
    "Dieser Auftrag ist beendet. Öffnen Sie ihn wieder, bevor Sie um Hilfe bitten.",
  "This job is {state}, so it can't be {done} now.":
    "Dieser Auftrag {state} und kann jetzt nicht {done} werden.",
  "This job is {state}, so it can't be {done} now. Change that first, or refuse this.":
    "Dieser Auftrag {state} und kann jetzt nicht {done} werden. Ändern Sie das zuerst, oder lehnen Sie das hier ab.",
  "That site belongs to another organization.": "Dieser Standort gehört zu einem anderen Kunden.",
  "There is no such site. Choose one from the list.":
    "Diesen Standort gibt es nicht. Wählen Sie einen aus der Liste.",
  "One of these assets is not at this site.": "Eines dieser Geräte steht nicht an diesem Standort.",
  "One of these is not an active technician.":
    "Jemand davon gehört nicht zur Technik oder ist gesperrt.",
  "This was decided already. Reload the page to see how.":
    "Darüber ist schon entschieden. Laden Sie die Seite neu, um zu sehen, wie.",
  "Give a person's id, or `me`.": "Geben Sie die Id einer Person an, oder `me`.",

  // Evidence
  "A photo may have up to {size} MB.": "Ein Foto darf bis zu {size} MB haben.",
  "A voice note may have up to {size} MB.": "Eine Sprachnotiz darf bis zu {size} MB haben.",
  "An attached file may have up to {size} MB.": "Eine Datei darf bis zu {size} MB haben.",
  "An attached file has a name.": "Eine angehängte Datei hat einen Namen.",
  "Only an attached file has a name.": "Nur eine angehängte Datei hat einen Namen.",
  "An old attempt at this file is being cleared away. Try again in a moment.":
    "Ein alter Versuch mit dieser Datei wird gerade weggeräumt. Versuchen Sie es gleich noch einmal.",
  "What you add here is for the client too.": "Was Sie hier hinzufügen, ist auch für den Kunden.",
  "What arrived is not the file that was announced. Send it again under a new id.":
    "Angekommen ist eine andere Datei als angekündigt. Senden Sie sie noch einmal.",
  "The file came with headers that describe it and were not asked for, such as Content-Encoding. Send it again under a new id, with the headers of its address.":
    "Die Datei kam mit Kopfzeilen, die sie beschreiben und nicht verlangt waren, etwa Content-Encoding. Senden Sie sie unter einer neuen Kennung noch einmal, mit den Kopfzeilen ihrer Adresse.",
  "The file has not arrived yet. Ask for a new address with the same id and put it again.":
    "Die Datei ist noch nicht angekommen. Senden Sie sie noch einmal.",
  "This item was withdrawn, so it can't be changed any more.":
    "Das wurde zurückgezogen und lässt sich nicht mehr ändern.",
  "Only a picture can be frozen.": "Nur ein Bild lässt sich festhalten.",
  "Only a photo has a camera to tell of.": "Angaben zur Kamera hat nur ein Foto.",

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

  // Links to a job
  "Choose a moment in the future.": "Wählen Sie einen Zeitpunkt in der Zukunft.",
  "Choose a moment within the next {days} days.":
    "Wählen Sie einen Zeitpunkt in den nächsten {days} Tagen.",
};

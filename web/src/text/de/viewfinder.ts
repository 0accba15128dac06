import type { Catalogue } from "../en";

export const viewfinder: Catalogue["technician"]["viewfinder"] = {
  title: (phase) => `Foto · ${phase}`,
  picture: "Was die Kamera sieht",
  opening: "Die Kamera wird geöffnet. Fragt das Telefon, tippen Sie auf „Zulassen“.",
  take: "Foto aufnehmen. Für mehrere gedrückt halten.",
  lens: "Objektiv",
  zoom: "Zoom",
  times: (times) => `${times}×`.replace(".", ","),
  strip: "Gerade aufgenommene Fotos",
  taken: "Das gerade aufgenommene Foto",
  look: (number, state) => `Foto ${number}: ${state}`,
  count: (photos) => (photos === 1 ? "1 Foto" : `${photos} Fotos`),
  states: {
    saving: "Wird auf dem Telefon gesichert",
    kept: "Auf diesem Telefon gesichert",
    onlyHere: "Nur auf dieser Seite",
    stored: "Gespeichert und geprüft",
    refused: "Nicht gespeichert",
    failed: "Nicht aufgenommen",
  },
  retake: "Neu aufnehmen",
  goOn: "Weiter",
  late: "Es ist schon gespeichert. Ziehen Sie es in der Liste zurück.",
  notTaken: "Die Kamera hat kein Bild geliefert. Nehmen Sie es noch einmal auf.",
  byApp: "Kamera-App benutzen",
  unsupported: "Dieser Browser kann die Kamera hier nicht zeigen.",
};

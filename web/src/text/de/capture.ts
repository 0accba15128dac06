import type { Catalogue } from "../en";

export const capture: Catalogue["job"]["capture"] = {
  origins: {
    viewfinder: "Im Sucher aufgenommen",
    camera_app: "Mit der Kamera-App aufgenommen",
    gallery: "Aus der Galerie gewählt",
  },
  zoom: (times) => `Zoom ${times}×`.replace(".", ","),
  upright: "aufrecht gehalten",
  across: "quer gehalten",
  upsideDown: "kopfüber gehalten",
  torch: "Licht an",
  front: "Frontkamera",
  byCamera: (offset) => `Zeit nach der Uhr der Kamera, ${offset}`,
  byCameraDerived: (offset) =>
    `Zeit nach der Uhr der Kamera. Sie nennt keine Zeitzone; ${offset} folgt aus anderen Zeiten der Datei.`,
  byFile: "Die Datei nennt keine Aufnahmezeit. Gezeigt ist die Zeit der Datei.",
  byChoice: "Die Datei nennt keine Aufnahmezeit. Gezeigt ist die Zeit der Auswahl.",
  camera: (names) => `Kamera: ${names}`,
};

import type { Catalogue } from "../en";

export const photoPolicy: Catalogue["photoPolicy"] = {
  name: "Fotos",
  none: "An diesem Standort sind Fotos verboten.",
  noPermit: "Fotos brauchen hier eine Genehmigung, und es ist keine eingetragen.",
  instead: {
    none: "Schreiben oder sprechen Sie eine Notiz.",
    noPermit: "Fragen Sie die Zentrale danach.",
  },
  stills_only: "Dieser Standort erlaubt Fotos, aber kein Video.",
  permit: (number) => `Fotogenehmigung: ${number}`,
};

import type { Catalogue } from "../en";

export const statements: Catalogue["statements"] = {
  steps: {
    acknowledge: "Ich übernehme",
    arrive: "Ich bin da",
    hold: "Angehalten",
    resume: "Weiter",
    complete: "Fertig",
  },
  waitsForNetwork: "wartet auf Netz",
  waits: "wartet auf das Senden",
  sending: "wird gesendet",
  takeBack: (step) => `„${step}“ zurücknehmen`,
  takenBack: (step) => `„${step}“ zurückgenommen`,
  passedOn: (step) =>
    `Die Disposition hatte diesen Auftrag inzwischen geändert. Ihr „${step}“ wurde an sie weitergegeben.`,
  refused: (step, number) => `${number}: „${step}“ wurde nicht angenommen`,
  notYours: "Dieser Auftrag ist nicht mehr Ihrer. Sagen Sie der Disposition, was Sie getan haben.",
  remove: "Entfernen",
  desk: {
    title: "Wartet auf eine Entscheidung",
    said: (name, step) => `${name}: „${step}“`,
    times: (happened, received) => `${happened} · bei uns ${received}`,
    why: "Der Auftrag hatte sich geändert, bevor das bei uns ankam. Deshalb wurde es nicht übernommen.",
    accept: "Annehmen",
    acceptAll: (count) => `Alle ${count} annehmen`,
    refuse: "Ablehnen",
    refuseTitle: (step) => `„${step}“ ablehnen`,
    refuseWhat:
      "Am Auftrag ändert sich nichts. Die Ablehnung bleibt mit Name und Grund festgehalten.",
    refuseReason: "Warum?",
    late: (name) => `Aufgenommen, nachdem ${name} von diesem Auftrag abgezogen war`,
    lateWhat: "Außerhalb sieht es niemand, bis Sie es annehmen.",
    lateTitle: "Dieses Element ablehnen",
    lateRefusal:
      "Es wird aus dem Auftrag genommen. Die Ablehnung bleibt mit Name und Grund festgehalten.",
    dispatcher: "Darüber entscheidet die Disposition.",
  },
  timeline: {
    made: (step) =>
      step
        ? `meldete „${step}“, nachdem der Auftrag sich geändert hatte`
        : "meldete einen Schritt, nachdem der Auftrag sich geändert hatte",
    accepted: (step) => (step ? `hat „${step}“ angenommen` : "hat einen Schritt angenommen"),
    happened: (time) => `geschehen ${time}`,
    refused: (step) => (step ? `hat „${step}“ abgelehnt` : "hat einen Schritt abgelehnt"),
  },
};

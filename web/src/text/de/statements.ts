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
  perhapsTaken: (step) =>
    `„${step}“ zurückgenommen. War es schon bei uns, zeigt es der Auftrag noch.`,
  passedOn: (step) =>
    `Ihr „${step}“ kam spät an, deshalb entscheidet die Disposition darüber. Sie müssen nichts weiter tun.`,
  refused: (step, number) => `${number}: „${step}“ wurde nicht angenommen`,
  notYours: "Dieser Auftrag ist nicht mehr Ihrer. Sagen Sie der Disposition, was Sie getan haben.",
  remove: "Entfernen",
  desk: {
    title: "Wartet auf eine Entscheidung",
    said: (name, step) => `${name}: „${step}“`,
    times: (happened, received) => `${happened} · bei uns ${received}`,
    why: "Das kam zu spät an, um von selbst zu gelten.",
    effect: {
      acknowledge: "Nehmen Sie es an, gilt der Auftrag als übernommen.",
      arrive: "Nehmen Sie es an, ist der Auftrag von da an vor Ort in Arbeit.",
      hold: "Nehmen Sie es an, ist der Auftrag angehalten.",
      resume: "Nehmen Sie es an, geht der Auftrag weiter.",
      complete: "Nehmen Sie es an, ist der Auftrag mit diesen Worten abgeschlossen.",
    },
    ended:
      "Der Auftrag ist beendet: Öffnen Sie ihn wieder, bevor Sie das annehmen, oder lehnen Sie es ab.",
    others: (names) => `Inzwischen arbeitet daran: ${names}.`,
    accept: "Annehmen",
    acceptAll: (count) => `Alle ${count} annehmen`,
    refuse: "Ablehnen",
    refuseTitle: (step) => `„${step}“ ablehnen`,
    refuseWhat:
      "Am Auftrag ändert sich nichts. Die Ablehnung bleibt mit Name und Grund festgehalten.",
    refuseReason: "Warum?",
    late: (name) => `Aufgenommen, nachdem ${name} von diesem Auftrag abgezogen war`,
    latePhotos: (name) =>
      `Aufgenommen, bevor ${name} wissen konnte, dass der Standort keine Fotos erlaubt`,
    lateWhat: "Außerhalb sieht es niemand, bis Sie es annehmen.",
    lateTitle: "Dieses Element ablehnen",
    lateRefusal:
      "Es wird aus dem Auftrag genommen. Die Ablehnung bleibt mit Name und Grund festgehalten.",
    dispatcher: "Darüber entscheidet die Disposition.",
  },
  timeline: {
    made: (step) =>
      step
        ? `meldete „${step}“ spät; die Disposition entscheidet`
        : "meldete spät einen Schritt; die Disposition entscheidet",
    accepted: (step) => (step ? `hat „${step}“ angenommen` : "hat einen Schritt angenommen"),
    happened: (time) => `geschehen ${time}`,
    refused: (step) => (step ? `hat „${step}“ abgelehnt` : "hat einen Schritt abgelehnt"),
  },
};

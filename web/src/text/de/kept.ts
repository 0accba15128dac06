import type { Catalogue } from "../en";

export const kept: Catalogue["kept"] = {
  asOf: (time) => `Stand ${time}`,
  noNetwork: (time) => `Stand ${time} · kein Netz`,
  noAnswer: (time) => `Stand ${time} · keine Antwort vom Server`,
  littleRoom: (photos) =>
    photos === 0
      ? "Auf diesem Telefon ist kein Platz für weitere Fotos"
      : photos === 1
        ? "Auf diesem Telefon ist Platz für 1 weiteres Foto"
        : `Auf diesem Telefon ist Platz für etwa ${photos} weitere Fotos`,
  littleRoomWhat:
    "Gehen Sie dorthin, wo es Netz gibt, und lassen Sie diese Seite offen, bis alles gespeichert ist. Oder löschen Sie anderes vom Telefon.",
  phone: "Auf diesem Telefon",
  used: "Belegt",
  free: "Frei",
  unknown: "Der Browser sagt es nicht.",
  waits: "Noch zu senden",
  waiting: (count, size) =>
    count === 0 ? "Nichts" : count === 1 ? `1 Element, ${size}` : `${count} Elemente, ${size}`,
  jobs: "Aufträge auf dem Telefon",
  wifiOnly: "Fotos und Sprachnotizen nur über WLAN senden",
  wifiOnlyWhat:
    "Notizen und Schritte gehen über jedes Netz. Bei dem, was wartet, können Sie immer sagen, dass es jetzt gesendet wird.",
  promised:
    "Der Browser hat zugesagt, nichts zu löschen, was noch zu senden ist, auch wenn das Telefon fast voll ist.",
  unpromised:
    "Ist das Telefon voll, kann der Browser löschen, was noch zu senden ist. Legen Sie diese Seite auf den Startbildschirm, dann behält er es.",
  ends: "Wenn Sie sich hier abmelden, werden Ihre Aufträge und deren Bilder von diesem Telefon gelöscht. Was noch zu senden ist, bleibt und geht ab, sobald Sie sich wieder anmelden.",
};

/** The German of refusals about calls and their recordings. */
export const calls: Record<string, string> = {
  "This call has ended.": "Dieses Gespräch ist beendet.",
  "{who} has taken this call.": "{who} hat diesen Anruf übernommen.",
  "This call rings for the other side.": "Dieser Anruf klingelt bei der anderen Seite.",
  "This call still rings. Answer it first.": "Dieser Anruf klingelt noch. Nehmen Sie ihn erst an.",
  "Nobody has answered this call, so there is nothing to record.":
    "Diesen Anruf hat niemand angenommen, also gibt es nichts aufzuzeichnen.",
  "This site's picture and sound go past us, so we can't record them.":
    "Bild und Ton dieses Standorts gehen an uns vorbei, also können wir sie nicht aufzeichnen.",
  "Nothing is being recorded, and nobody has asked for it.":
    "Es wird nichts aufgezeichnet, und niemand hat darum gebeten.",
  "Not everybody has consented to this recording, so nothing of it is kept.":
    "Nicht alle haben in diese Aufzeichnung eingewilligt, also wird nichts davon behalten.",
  "This file is complete. Begin another one.":
    "Diese Datei ist vollständig. Beginnen Sie eine neue.",
  "No part of this file has arrived.": "Von dieser Datei ist noch kein Teil angekommen.",
  "These are not the parts that arrived. Put what differs, and complete the file again.":
    "Das sind nicht die Teile, die angekommen sind. Senden Sie, was anders ist, und schließen Sie die Datei noch einmal ab.",
  "This still has another answer already.": "Dieses Standbild hat schon eine andere Antwort.",
  "Nobody is on site in this call, so there is no picture to take.":
    "In diesem Gespräch ist niemand vor Ort, also gibt es kein Bild aufzunehmen.",
  "Send {service, node}: the token, and a name of the node.":
    "Senden Sie {service, node}: das Token und einen Namen des Knotens.",
  "This session has ended. Ask again under a new id.":
    "Dieses Gespräch ist beendet. Rufen Sie noch einmal an.",
  "You are not in this call. Join it first.":
    "Sie sind nicht in diesem Gespräch. Kommen Sie erst dazu.",
  "You have no seat in this session. Join it first.":
    "Sie sind nicht in diesem Gespräch. Kommen Sie erst dazu.",
  "Nobody is in this call, so nobody can take the picture.":
    "In diesem Gespräch ist niemand, der das Bild aufnehmen kann.",
};

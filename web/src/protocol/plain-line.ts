/** A name that somebody else's software gives, as one line that the server takes; "" for none. */
export function plainLine(name: string): string {
  return name
    .normalize("NFC")
    .replace(/[\p{C}\p{Z}\ufffd]+/gu, " ")
    .trim();
}

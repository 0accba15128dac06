/** The time that a wall clock in the zone shows at a moment: "2026-11-22T14:05". */
export function toWall(iso: string, zone: string): string {
  const parts = new Intl.DateTimeFormat("en-GB", {
    ...{ timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" },
    ...{ hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  }).formatToParts(new Date(iso));
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? "";
  return `${part("year")}-${part("month")}-${part("day")}T${part("hour")}:${part("minute")}`;
}

/**
 * The moment at which a wall clock in the zone shows this time. It is guessed twice, because the
 * first guess may lie on the other side of a change to summer time.
 */
export function fromWall(wall: string, zone: string): string {
  const target = Date.parse(`${wall}Z`);
  let guess = target;
  for (let round = 0; round < 2; round++) {
    guess += target - Date.parse(`${toWall(new Date(guess).toISOString(), zone)}Z`);
  }
  return new Date(guess).toISOString();
}

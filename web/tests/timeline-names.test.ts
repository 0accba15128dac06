import { describe, expect, test } from "vitest";
import { timelineOf } from "../src/protocol/job/timeline";
import { saysRole } from "../src/pages/job/timeline/timeline-words";
import type { Event, Role } from "../src/protocol/net/wire";
import { at, dan, document, eva, event, photo, tess } from "./builders";

test("a guest's new name is told once, with the one before", () => {
  const link = { id: "j", name: "Gustav", created_at: at(0), expires_at: at(60) };
  const join = { ...link, revoked_at: null, taken_at: at(1) };
  const renamed = event(2, "join.renamed", { join, earlier_name: "Gus" }, dan);
  const guest = event(3, "guest.renamed", { name: "Gustav", earlier_name: "Gus" }, dan);
  const told = (events: Event[]) => timelineOf(events).map(({ kind, detail }) => [kind, detail]);
  expect(told([renamed, guest])).toEqual([["join.renamed", "Gus → Gustav"]]);
  // A client reads nothing of the link.
  expect(told([event(2), guest])).toEqual([["guest.renamed", "Gus → Gustav"]]);
});

describe("the role beside a name", () => {
  const as = (seq: number, who: typeof tess, role: Role, kind = "job.resumed") => {
    const fact = event(seq, kind, {}, who);
    if (fact.body) fact.body.actor = { ...fact.body.actor, role };
    return fact;
  };
  const said = (events: Event[]) =>
    timelineOf(events).map((entry, index, all) => [
      entry.actor,
      saysRole(entry, all[index - 1], document()) ? entry.role : "",
    ]);

  test("is said where the line above is somebody else's, or in another role", () => {
    expect(
      said([
        as(1, tess, "technician"),
        as(2, tess, "technician"),
        as(3, eva, "expert"),
        as(4, tess, "technician"),
        as(5, tess, "dispatcher"),
      ]),
    ).toEqual([
      ["Tess", "technician"],
      ["Tess", ""],
      ["Eva", "expert"],
      ["Tess", "technician"],
      ["Tess", "dispatcher"],
    ]);
  });

  test("is said below a line that names nobody", () => {
    expect(
      said([
        as(1, tess, "technician"),
        as(2, tess, "technician", "recording.started"),
        as(3, tess, "technician"),
      ]).at(-1),
    ).toEqual(["Tess", "technician"]);
  });

  test("of a guest is said in every line, whatever she calls herself", () => {
    expect(said([as(1, tess, "guest"), as(2, tess, "guest")])).toEqual([
      ["Tess", "guest"],
      ["Tess", "guest"],
    ]);
  });

  test("parts two people of one name, whose photos are lines of their own", () => {
    const photoBy = (seq: number, who: typeof tess) =>
      event(seq, "evidence.added", { evidence: [photo(`p${seq}`)] }, who);
    const other = { id: "another", name: tess.name };
    expect(
      timelineOf([photoBy(1, tess), photoBy(2, other), photoBy(3, other)]).map(({ by, count }) => [
        by,
        count,
      ]),
    ).toEqual([
      [tess.id, 1],
      ["another", 2],
    ]);
  });
});

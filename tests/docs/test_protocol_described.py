"""docs/protocol.md names every message, signal, field and limit of the code."""

import re
from pathlib import Path

from realtime import presence
from realtime.sockets import limits, lobby
from schemas.signals import following, media, read, session, topology
from server.app import SOCKET_MESSAGE_MAX

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")
MEDIA = ROOT / "realtime" / "media"  # a media node is the server's client, as pages are
CODE = "\n".join(
    path.read_text("utf-8")
    for path in (ROOT / "realtime").rglob("*.py")
    if not path.is_relative_to(MEDIA)
)
WORDS = {2: "two", 7: "seven", 5: "five", 10: "ten"}


def section(title: str) -> str:
    return PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def names(title: str) -> set[str]:
    """The names in the first column of a section's table."""
    return set(re.findall(r"^\| `(\w+)` \|", section(title), re.MULTILINE))


def fields(title: str, name: str) -> list[str]:
    """The fields of the payload, as the second column names them."""
    row = re.search(rf"^\| `{name}` \| `\{{(.+?)\}}`", section(title), re.MULTILINE)
    assert row, name
    return re.findall(r"\w+", row[1])


def test_every_message_of_a_page_is_listed_and_none_besides() -> None:
    assert names("From the page") == set(re.findall(r"server\.on\(\"(\w+)\"", CODE)) - {
        "connect",
        "disconnect",
    }


def test_every_message_of_the_server_is_listed_and_none_besides() -> None:
    sent = set(re.findall(r"(?:\.send|\.emit)\(\s*\"(\w+)\"", CODE))
    sent |= set(re.findall(r"_tell_rung\(kit, job_id, session, \"(\w+)\"", CODE))
    sent |= set(re.findall(r"2\[\"(\w+)\",\{", CODE))
    assert names("From the server") == sent


def test_every_signal_is_listed_with_its_fields() -> None:
    assert names("Signals") == set(read.KINDS)
    for kind, schema in (
        ("pointer", session.PointerSchema),
        ("state", session.StateDataSchema),
        ("power", session.PowerSchema),
        ("ask", session.AskSchema),
        ("lost", media.LegNameSchema),
        ("retired", media.LegNameSchema),
        ("flow", media.FlowSchema),
        ("still", media.StillSeenSchema),
        ("stored", media.StoredSchema),
        ("rate", media.RateSchema),
    ):
        assert fields("Signals", kind) == list(schema().fields), kind


def test_the_envelopes_have_the_fields_that_the_page_names() -> None:
    assert fields("From the page", "signal") == list(session.SignalSentSchema().fields)
    relayed = [field.data_key or name for name, field in session.RelayedSchema().fields.items()]
    assert fields("From the server", "signal") == relayed
    assert fields("From the page", "follow") == list(following.FollowSchema().fields)
    assert fields("From the server", "changed") == list(following.ChangedSchema().fields)
    assert fields("From the server", "topology") == list(topology.TopologySchema().fields)
    assert fields("From the server", "dismissed") == list(topology.DismissedSchema().fields)
    text = section("Topology")
    for schema in (topology.SeatedSchema, topology.TopologyPeerSchema, topology.RecordingNowSchema):
        assert "{" + ", ".join(schema().fields) + "}" in text
    assert all(f"`{word}`" in text for word in (*topology.ROLES, *topology.PATHS))


def test_the_signals_of_nodes_and_of_experts_alone_are_marked_so() -> None:
    for whose, kinds in (("a node", read.FROM_NODES), ("an expert", read.FROM_EXPERTS)):
        row = rf"^\| `(\w+)` \| [^|]+ \| from {whose}"
        assert set(re.findall(row, section("Signals"), re.MULTILINE)) == kinds


def test_the_limits_are_those_of_the_code() -> None:
    text = " ".join(PAGE.split())
    assert f"A message is at most {SOCKET_MESSAGE_MAX // 1024} KB" in text
    assert f"at most {read.LONGEST_STILL:,} characters" in text
    assert f"`minutes` at most {read.MOST_MINUTES:,}" in text
    assert f"{read.LONGEST_SDP:,} characters and {read.MOST_CANDIDATES} candidates" in text
    assert (
        f"may send {limits.MESSAGES_A_SECOND:.0f} messages a second, with {limits.BURST:.0f} in"
        in text
    )
    assert f"goes on for {WORDS[int(limits.PATIENCE_SECONDS)]} seconds" in text
    assert limits.TOO_MANY["code"] in text
    assert f"closed after {WORDS[lobby.ADMISSION_SECONDS]} seconds" in text
    assert f"an address may have {lobby.MOST_PER_ADDRESS} of them" in text
    every = int(presence.TICK_SECONDS * presence.BEAT_TICKS)
    assert f"every {WORDS[every]} seconds; a page that has not echoed for" in text
    assert f"echoed for {WORDS[int(presence.ABSENT_SECONDS)]} is absent" in text

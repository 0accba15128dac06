"""The example of docs/events.md can be checked by nothing but JSON and SHA-256."""

import hashlib
import json
import re
from pathlib import Path

from smarthands.event_kinds import EventKind
from smarthands.events import verify

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "events.md").read_text(encoding="utf-8")
FENCED = re.findall(r"```(json|hash)\n(.+?)\n```", PAGE)


def test_the_example_is_right_to_the_byte() -> None:
    [body_1, header_1, hash_1, body_2, header_2, hash_2] = [text for _, text in FENCED]
    previous = bytes(32)
    for body, header, written in ((body_1, header_1, hash_1), (body_2, header_2, hash_2)):
        digest = hashlib.sha256(body.encode()).hexdigest()
        assert json.loads(header)["body_digest"] == digest
        previous = hashlib.sha256(previous + header.encode()).digest()
        assert previous.hex() == written


def test_our_own_check_agrees_with_the_example() -> None:
    [body, header_1, hash_1, _, header_2, hash_2] = [text for _, text in FENCED]
    first = json.loads(header_1) | {"hash": hash_1, "body": json.loads(body)}
    second = json.loads(header_2) | {"hash": hash_2}
    assert verify([first, second]) is None
    assert verify([first, second | {"at": first["at"]}]) == "the hash of event 2 does not fit"


def test_every_kind_of_event_is_listed_and_none_besides() -> None:
    sources = (ROOT / "smarthands").rglob("*.py")
    code = "\n".join(path.read_text("utf-8") for path in sources)
    recorded = {EventKind[name] for name in re.findall(r"\bEventKind\.([A-Z_]+)", code)}
    listed = re.findall(r"^\| `([a-z_]+\.[a-z_]+)` \|", PAGE, re.MULTILINE)
    assert listed == list(EventKind)
    assert recorded == set(EventKind)

"""The documented proxy writes no key: its log format is tried on every address that carries one."""

import re
from pathlib import Path

import pytest
from flask import Flask

DEPLOYING = Path(__file__).resolve().parents[2] / "docs" / "deploying.md"
PAGE = DEPLOYING.read_text(encoding="utf-8")
KEY = "3f9c1be07a5d42e8b6904c7d1a2f8e53"
FILLED = {"item_id": "a0b1", "name": "small", "rest": "1"}


def logged(address: str) -> str:
    """What the documented map makes of an address, by its first expression that matches."""
    [rules] = re.findall(r"map \$request_uri \$address_without_key \{\n(.*?)\n\}", PAGE, re.DOTALL)
    for pattern, written in re.findall(r'"~(.*?)" "(.*?)";', rules):
        if match := re.search(pattern, address):
            return re.sub(r"\$(\d)", lambda group: match[int(group[1])], written)
    raise AssertionError(f"no rule for {address}")


def addresses_with_keys(app: Flask) -> list[str]:
    rules = [rule.rule for rule in app.url_map.iter_rules() if "<token>" in rule.rule]
    filled = [rule.replace("<token>", KEY) for rule in rules]
    return [
        re.sub(r"<[^>]*:?(\w+)>", lambda name: FILLED.get(name[1], "x"), rule) for rule in filled
    ]


def test_no_address_with_a_key_is_logged_with_it(app: Flask) -> None:
    addresses = addresses_with_keys(app)
    assert len(addresses) >= 10
    for address in addresses:
        for asked in (address, f"{address}?after=12", f"{address}/"):
            assert KEY not in logged(asked), asked
            assert logged(asked).startswith(address.partition(KEY)[0])


def test_a_presigned_address_is_logged_without_its_signature() -> None:
    asked = f"/evidence/jobs/1/2/original?X-Amz-Signature={KEY}&X-Amz-Expires=60"
    assert logged(asked) == "/evidence/jobs/1/2/original"


@pytest.mark.parametrize("address", ["/", "/jobs/1", "/api/jobs/1/shares", "/assets/index.js"])
def test_every_other_address_is_logged_as_it_is(address: str) -> None:
    assert logged(address) == address


def test_the_format_names_nothing_that_repeats_the_address() -> None:
    [written] = re.findall(r"log_format without_keys (.*?);", PAGE, re.DOTALL)
    variables = set(re.findall(r"\$(\w+)", written))
    assert "address_without_key" in variables
    assert not variables & {"request", "request_uri", "uri", "args", "http_referer", "http_cookie"}
    assert "access_log /var/log/nginx/access.log without_keys;" in PAGE
    assert "error_log /var/log/nginx/error.log crit;" in PAGE

"""The server sends the shell of the pages for the addresses that they know, and for no other."""

import re
from pathlib import Path

from server.routes.files import PAGES

WEB = Path(__file__).resolve().parents[2] / "web" / "src"
ROUTERS = (
    "app/App.tsx",
    *(f"pages/{part}/index.tsx" for part in ("client", "office", "technician")),
)
COMPARED = re.compile(r'\bfirst === "([a-z-]*)"')
LISTED = re.compile(r"\[([^\]]*)\]\.includes\(first\)")


def test_the_servers_addresses_are_those_of_the_pages() -> None:
    routed: set[str] = set()
    for name in ROUTERS:
        source = (WEB / name).read_text("utf-8")
        compared = COMPARED.findall(source)
        assert compared, f"{name} reads the address in another way now"
        routed.update(compared)
        for words in LISTED.findall(source):
            routed.update(re.findall(r'"([a-z-]+)"', words))
    assert {address.split("/")[1] for address in PAGES} == routed


def test_an_address_with_a_second_part_is_one_that_the_pages_read() -> None:
    """A link's token and a job's id: every other page has one part."""
    deeper = {address.split("/")[1] for address in PAGES if address.count("/") > 1}
    both = re.compile(r'first === "([a-z-]+)" && second|first === "([a-z-]+)"\) return second')
    sources = [(WEB / name).read_text("utf-8") for name in ROUTERS]
    routed = {one or other for source in sources for one, other in both.findall(source)}
    assert deeper == routed


def test_the_service_worker_opens_the_same_addresses_without_a_network() -> None:
    source = (WEB / "worker" / "answers.ts").read_text("utf-8")
    [listed] = re.findall(r"const PAGES = \[(.*?)\];", source, re.DOTALL)
    kept = re.findall(r'"([a-z-]*)"', listed)
    assert sorted(kept) == sorted({address.split("/")[1] for address in PAGES})

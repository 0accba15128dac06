"""The steps of a call at the phone of Tess, and the faults that her page may not have."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.pages import audit
from tests.pages.console import Desk, Floor, get_help, online

LIVE = re.compile(r"^Live · \d+ ms$")


def in_call(hall: Floor, *, lacks: str = "") -> tuple[Desk, Page]:
    """A call in which Tess has asked for help and Eva has answered."""
    eva = hall.desk(hall.day.crew.eva)
    online(eva)
    phone = hall.phone(hall.day.jobs["now"]["id"])
    if lacks:
        phone.add_init_script(lacks)
        phone.reload()
    get_help(phone)
    expect(eva.ring(hall.title)).to_be_visible()
    eva.press("a")
    live(phone)
    eva.sees("Tess Vogel")
    return eva, phone


def call(phone: Page) -> Locator:
    return phone.get_by_role("region", name="Call")


def live(phone: Page) -> None:
    expect(call(phone).get_by_role("heading", name="Eva Lindqvist")).to_be_visible()
    expect(call(phone).get_by_text(LIVE)).to_be_visible()


def wrong(phone: Page, state: str) -> list[str]:
    """The faults of a technician's page by the standard, and by what gloves and glare need."""
    audit.settle(phone)
    faults = audit.violations(phone, glare=True) + audit.sticking_out(phone)
    faults += audit.too_small(phone, target=48, text=15)
    return [f"{state}: {one}" for one in faults]

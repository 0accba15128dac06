"""A chat line that finds no server goes out by itself once there is one again."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.calling import say
from tests.pages import audit
from tests.pages.console import Desk, Floor, in_call

pytestmark = [pytest.mark.journey, pytest.mark.live]
UNSENT = re.compile(r"^Not sent yet\.")
WAITS = re.compile("^(waits for network|waits to be sent|being sent)$")
MESSAGES = re.compile(r"/sessions/[^/]+/messages$")
NO_NETWORK, NETWORK = "dispatchEvent(new Event('offline'))", "dispatchEvent(new Event('online'))"


def shut_server_off(page: Page) -> None:
    """Every chat line of this page is cut off on its way."""
    page.route(MESSAGES, lambda route: route.abort("connectionrefused"))


def write_without_a_server(eva: Desk) -> None:
    """Eva's line is not sent, and the server can be reached again from then on."""
    shut_server_off(eva.page)
    say(eva.page, "A line to everybody in the call", "Which port blinks?")
    expect(eva.page.get_by_text(UNSENT)).to_be_visible()
    eva.page.unroute_all()


def test_the_desks_line_goes_out_with_the_next_connection(hall: Floor) -> None:
    eva, phone = in_call(hall)
    write_without_a_server(eva)
    eva.page.evaluate(NO_NETWORK)
    eva.page.evaluate(NETWORK)
    expect(phone.get_by_text("Eva (expert): Which port blinks?")).to_be_visible()
    expect(eva.page.get_by_text(UNSENT)).to_have_count(0)


def test_the_desks_line_goes_out_although_the_socket_stood(hall: Floor) -> None:
    eva, phone = in_call(hall)
    write_without_a_server(eva)
    expect(phone.get_by_text("Eva (expert): Which port blinks?")).to_be_visible()


def test_the_phones_lines_wait_in_the_outbox_and_go_in_order(hall: Floor) -> None:
    eva, phone = in_call(hall)
    shut_server_off(phone)
    phone.get_by_role("button", name="Chat").click()
    lines = ["It blinks amber", "Now it is dark"]
    for line in lines:
        say(phone, "Write to the expert", line)
        expect(phone.get_by_label("Write to the expert")).to_have_value("")
    waiting = phone.locator(".chat .step-state")
    expect(waiting).to_have_text([WAITS, WAITS])
    expect(phone.locator(".chat .keep-lines")).to_have_text(lines)
    faults = [*audit.violations(phone, glare=True), *audit.too_small(phone, target=48, text=15)]
    assert faults == []
    phone.unroute_all()
    expect(eva.story().locator(".timeline-chat")).to_have_text(lines)
    expect(waiting).to_have_count(0)
    expect(phone.locator(".chat .keep-lines")).to_have_text(lines)

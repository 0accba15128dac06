"""Chromium's own authenticator, and the faults of the pages on which second factors are set up."""

from playwright.sync_api import Page

from tests.builders.browsers import PHONE, Window
from tests.pages import audit

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def add_authenticator(opened: Window) -> None:
    cdp = opened.context.new_cdp_session(opened.page)
    cdp.send("WebAuthn.enable")
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})


def sees_no_fault(page: Page) -> None:
    phone = (page.viewport_size or {"width": 0})["width"] == PHONE["viewport"]["width"]
    audit.settle(page)
    faults = [
        *audit.violations(page, glare=False),
        *audit.too_small(page, target=48 if phone else 32, text=15 if phone else 13),
        *audit.sticking_out(page),
    ]
    assert not faults, faults

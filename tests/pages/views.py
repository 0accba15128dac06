"""Every page and sheet, the person who opens it, and its words when it is loaded or empty."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

from tests.builders.browsers import DESK, PHONE

DOCS = "/api/docs"
Act = Callable[[Page], None]


def nothing_more(page: Page) -> None:
    """Do nothing more, for a page that shows the refusal as soon as it is opened."""


@dataclass(frozen=True)
class View:
    """A page or a sheet as one person opens it.

    `path` names jobs and links of the working day. `press` has the buttons that lead into a sheet,
    and `under` words of the page beneath it. `empty` is a path, or "" for the same path with empty
    lists; None where nothing can be empty. `fails` brings about a refusal once the server refuses
    everything; None where the view can't show one.
    """

    name: str
    who: str
    path: str
    words: str
    press: tuple[str, ...] = ()
    empty: str | None = None
    empty_words: str = ""
    under: str = ""
    fails: Act | None = nothing_more

    @property
    def in_glare(self) -> bool:
        return self.who == "tess"

    @property
    def least_target(self) -> int:
        """The least pixels of a target; the API's description is for reading, where axe's 24 do."""
        if self.in_glare:
            return 48
        return 0 if self.path == DOCS else 32

    @property
    def device(self) -> dict[str, Any]:
        return PHONE if self.in_glare else DESK

    @property
    def used(self) -> bool:
        """Whether somebody must do something before a refusal shows."""
        return bool(self.press) or self.fails is not nothing_more

    @property
    def stands(self) -> str:
        """Words on the page before the first button is pressed."""
        return self.under or self.words


def sign_in_wrongly(page: Page) -> None:
    page.get_by_label("Email").fill("tess@brightwater.example")
    page.get_by_label("Password", exact=True).fill("wrong horse")
    page.get_by_role("button", name="Sign in").click()


def set_password(page: Page) -> None:
    page.get_by_label("New password").fill("nine blue herons wait")
    page.get_by_role("button", name="Set the password").click()


NOBODY = "No technicians yet"
NOW, DONE, FRESH = "/jobs/{now}", "/jobs/{done}", "/jobs/{fresh}"
BESIDE = "/?job={now}"
VIEWS = [
    View("sign-in", "", "/sign-in", "No password, or forgotten?", fails=sign_in_wrongly),
    View("link", "", "/in/{unused}", "Sign in as"),
    View("used link", "", "/in/AAAA", "This link has been used or is too old", fails=None),
    View("no such page", "tess", "/people", "This page does not exist", fails=None),
    View("technician", "tess", "/", "Today", (), "", "No jobs for you now"),
    View("technician's job", "tess", NOW, "Finish the job", (), FRESH, "I'm on it"),
    View("technician's finished job", "tess", DONE, "Finished"),
    View("note", "tess", NOW, "Save the note", ("Note",), fails=None),
    View("voice note", "tess", NOW, "microphone", ("Voice note",), fails=None),
    View("viewfinder", "tess", "/jobs/{taped}", "Use the camera app", ("Photo",), fails=None),
    View("finish", "tess", NOW, "The client reads", ("Finish the job",), fails=None),
    View("hold", "tess", NOW, "What are you waiting for?", ("Put on hold",), fails=None),
    View("technician's viewer", "tess", NOW, "1 of 3", ("Uplink 1: red",), fails=None),
    View("technician's account", "tess", "/account", "Devices", fails=set_password),
    View("board", "dan", "/", "Core switch", (), "", "No jobs yet"),
    View("panel", "dan", BESIDE, "Uplink 1: red", (), "/?job={fresh}", "Photos and notes"),
    View("job as a page", "dan", NOW, "Uplink 1: red"),
    View("console", "eva", "/", "Ready when somebody calls", (), "", "No technician is on site"),
    View("console's job", "eva", BESIDE, "R3 · U7", (), "/?job={fresh}", "No photos yet"),
    View("devices", "eva", "/", "Try the microphone", ("Microphone, camera",), fails=None),
    View("expert's join links", "eva", BESIDE, "Sam Reyes", ("Join link",), fails=None),
    View("expert's panel", "eva", "/board?job={now}", "Uplink 1: red"),
    View("office's console", "dan", "/console", "No job open", (), "", "No technician is on site"),
    View("new job", "dan", "/", "What is to be done?", ("New job",), "", NOBODY, "Core"),
    View("edit", "dan", BESIDE, "Client's reference", ("Edit",), under="Uplink 1: red"),
    View("assign", "dan", BESIDE, "Who goes?", ("Reassign",), "", NOBODY, "Uplink 1: red"),
    View("cancel", "dan", BESIDE, "Why?", ("Cancel the job",), fails=None),
    View("share", "dan", BESIDE, "For whom?", ("Make a link",), fails=None),
    View("join link", "dan", BESIDE, "Who is it for?", ("Make a join",), fails=None),
    View("join link's code", "dan", BESIDE, "Let the phone's", ("Show Sam",), fails=None),
    View("all jobs", "dan", "/jobs", "Core switch", (), "", "No jobs yet"),
    View("search", "dan", "/jobs?q=uplink", "Found for", (), "/jobs?q=zzz", "Nothing found"),
    View("people", "ada", "/people", "ada@brightwater.example", (), "", "Nobody here yet"),
    View("invite", "ada", "/people", "You get a link to send", ("Invite someone",), fails=None),
    View("sites", "ada", "/sites", "Northwind Bank", (), "", "No clients yet"),
    View("new client", "ada", "/sites", "Whom to ask", ("New client",), fails=None),
    View("new site", "ada", "/sites", "Time zone", ("New site",), fails=None),
    View("import", "ada", "/sites", "CSV file", ("Import sites",), fails=None),
    View("history", "ada", "/sites", "signed in", ("History",), "", "Nothing rec", "Northwind"),
    View("account", "dan", "/account", "This device", fails=set_password),
    View("change of email", "dan", "/account", "You sign in with it", ("Change the",), fails=None),
    View("client", "cleo", "/", "Core switch", (), "", "No jobs yet"),
    View("client's job", "cleo", DONE, "What was wrong", (), FRESH, "No pictures yet"),
    View("client's recordings", "cleo", "/jobs/{taped}", "Tess Vogel (technician) with"),
    View("player", "cleo", "/jobs/{taped}", "What happened", ("Play Recording",), fails=None),
    View("client's viewer", "cleo", DONE, "1 of 5", ("Open Uplink 1",), fails=None),
    View("request", "cleo", "/", "Anything", ("Request a job",), "", "no site of", "Core"),
    View("share's page", "", "{Operations}", "What was done", (), "{Fresh}", "No pictures yet"),
    View("revoked link", "", "{Auditors}", "This link no longer opens", fails=None),
    View("API", "", DOCS, "/api/logins"),
]

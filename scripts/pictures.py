"""Takes the README's pictures: a fresh house, a working day in it, every page in real Chromium."""

import io
import re
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page

from scripts.call_pictures import take_call
from tests.builders import scenes
from tests.builders.api_jobs import Crew, Day
from tests.builders.browsers import CHROMIUM, DESK, PHONE, chromium, window
from tests.builders.installation import LINK, Guest, Installation, running_installation
from tests.builders.working_day import working_day
from tests.faults.phone import Answer
from tests.pages.audit import settle

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "pictures"
LARGEST = 200_000
# Nothing is still on its way: no list, no picture in sight (those further down wait for her).
DONE = """() => !document.querySelector(".loading") && [...document.images]
  .filter((one) => one.getBoundingClientRect().top < innerHeight)
  .every((one) => one.complete && one.naturalWidth > 0)"""
PAUSE = 100
BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36"
# Those who need a second factor in production.
DESK_ROLES = "administrator dispatcher expert"


@dataclass(frozen=True)
class Shot:
    """`who` stands before `path`, presses these buttons and scrolls to the heading `to`."""

    name: str
    who: str
    path: str
    press: tuple[str, ...] = ()
    to: str = ""
    dark: bool = False
    phone: bool = False


SET_UP = "Set up a second factor"
SHOTS = [
    Shot("sign-in-link", "", "/in/{unused}", phone=True),
    Shot("sign-in", "", "/sign-in", phone=True),
    Shot("technician-today", "tess", "/", phone=True),
    Shot("technician-job", "tess", "/jobs/{now}", phone=True),
    Shot("technician-job-dark", "tess", "/jobs/{now}", phone=True, dark=True),
    Shot("technician-note", "tess", "/jobs/{now}", ("Note",), phone=True),
    Shot("technician-finish", "tess", "/jobs/{now}", ("Finish the job",), phone=True),
    Shot("technician-viewer", "tess", "/jobs/{now}", ("Uplink 1",), phone=True),
    Shot("board", "dan", "/"),
    Shot("job-panel", "dan", "/?job={now}"),
    Shot("new-job", "dan", "/", ("New job",)),
    Shot("all-jobs", "dan", "/jobs"),
    Shot("job-page", "dan", "/jobs/{done}"),
    Shot("people", "ada", "/people"),
    Shot("sites", "ada", "/sites?site={site}"),
    Shot("history", "ada", "/sites", ("History",)),
    Shot("account", "dan", "/account"),
    Shot("account-devices", "dan", "/account", to="Devices"),
    Shot("account-phone", "dan", "/account", phone=True),
    Shot("second-factor", "dan", "/account", (SET_UP,)),
    Shot("second-factor-app", "dan", "/account", (SET_UP, "Use an authenticator app")),
    Shot("second-factor-due", "", "/in/{invited}", ("Sign in as",), phone=True),
    Shot("devices", "eva", "/", ("Microphone, camera",)),
    Shot("client-jobs", "cleo", "/"),
    Shot("client-request", "cleo", "/", ("Request a job",)),
    Shot("client-job", "cleo", "/jobs/{done}"),
    Shot("share", "", "{Operations}"),
    Shot("share-phone", "", "{Operations}", phone=True),
    Shot("share-viewer", "", "{Operations}", ("Open Uplink 1",)),
    Shot("share-ended", "", "{Auditors}", phone=True),
    Shot("api", "", "/api/docs"),
]


class Visitor(Guest):
    """A guest whose browser says which one it is."""

    def _send(self, method: str, path: str, body: Any, headers: dict[str, str]) -> Answer:
        return super()._send(method, path, body, headers | {"User-Agent": BROWSER})


def first_people(home: Installation) -> Crew:
    """Those whom the first start makes, with the links that it prints."""
    found: dict[str, Guest] = {}
    people = {person["name"]: person for person in home.ada.ask("GET", "/api/people")["items"]}
    for line in home.supervisor.log().splitlines():
        name = next((name for name in people if f"{name} (" in line), None)
        if name and (link := LINK.search(line)):
            guest = Visitor(home.url, people[name]["id"], name, link[0])
            found[name.split()[0].lower()] = guest
    return Crew(**found)


def furnish(home: Installation) -> Day:
    crew = first_people(home)
    [first] = crew.dan.ask("GET", "/api/jobs")["items"]
    day = working_day(home, crew, scenes.scene)
    over = {"reason": f"Reported twice: {day.jobs['now']['number']} is the same link."}
    crew.dan.ask("POST", f"/api/jobs/{first['id']}/cancel", over)
    return day


def take(browser: Browser, day: Day, shot: Shot, names: dict[str, str]) -> None:
    guests: dict[str, Guest] = {**vars(day.crew), "ada": day.home.ada}
    device: dict[str, Any] = PHONE if shot.phone else DESK
    theme: dict[str, Any] = {"color_scheme": "dark" if shot.dark else "light"}
    theme["reduced_motion"] = "reduce"
    with window(browser, device, guests.get(shot.who), **theme) as opened:
        page = opened.page
        address = shot.path.format(**names)
        page.goto(address if address.startswith("http") else day.home.url + address)
        if shot.who:
            page.get_by_text("Live", exact=True).first.wait_for(state="attached")
        page.wait_for_load_state("networkidle")
        for name in shot.press:
            button = page.get_by_role("button", name=re.compile(f"^{re.escape(name)}"))
            button.locator("visible=true").first.click()
        if shot.to:
            page.get_by_role("heading", name=shot.to).scroll_into_view_if_needed()
        keep(page, shot.name)


def keep(page: Page, name: str) -> None:
    while not page.evaluate(DONE):
        page.wait_for_timeout(PAUSE)
    settle(page)
    with Image.open(io.BytesIO(page.screenshot())) as taken:
        path = FOLDER / f"{name}.webp"
        path.write_bytes(small(taken.convert("RGB")))
    print(f"{path.stat().st_size:8,}  {path.name}")


def small(picture: Image.Image) -> bytes:
    """As good as it gets in a picture that is small enough for a page of many."""
    for quality in (90, 80, 70, 60):
        file = io.BytesIO()
        picture.save(file, "WEBP", quality=quality, method=6)
        if len(file.getvalue()) <= LARGEST:
            return file.getvalue()
    return small(picture.resize((picture.width * 4 // 5, picture.height * 4 // 5)))


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        home = stack.enter_context(
            running_installation(folder, SMARTHANDS_SECOND_FACTOR=DESK_ROLES)
        )
        day = furnish(home)
        # Nobody has pressed Eva's link.
        unused = day.crew.eva.link.rsplit("/", 1)[1]
        names = {name: job["id"] for name, job in day.jobs.items()} | day.links
        invited = home.invite("Nora Lind", "dispatcher").link.rsplit("/", 1)[1]
        names |= {"unused": unused, "invited": invited, "site": home.site["id"]}
        with chromium(program=CHROMIUM) as browser:
            for shot in SHOTS:
                take(browser, day, shot, names)
        take_call(day, folder, keep)


if __name__ == "__main__":
    main()

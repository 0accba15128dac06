"""Neither a technician without a part in a job nor anybody without a login sees anything of it."""

from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, expect

from tests.builders import pictures
from tests.builders.api_jobs import Day, crew_for
from tests.builders.browsers import PHONE, window
from tests.builders.installation import Installation
from tests.faults.web_and_worker import until

pytestmark = pytest.mark.journey
SIZES = ("small", "large", "original")
LATER = "2098-01-01T00:00:00Z"
TITLE = "Core switch behind the third door"
HIDDEN = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23"


@pytest.fixture
def day(home: Installation) -> Day:
    day = Day(home, crew_for(home))
    day.job("hers", TITLE)
    day.arrive("hers")
    return day


def addresses(day: Day) -> list[tuple[str, str, Any]]:
    """Every request about the job and one of its photos, as method, path and body."""
    photo = day.photo("hers", pictures.photo(), "before")
    until(lambda: day.rendered("hers"), 30)
    job, item = day.path("hers"), f"evidence/{photo}"
    reads = ("context", "events", "shares", *(f"{item}/pictures/{size}" for size in SIZES))
    return [
        ("GET", job, None),
        *(("GET", f"{job}/{rest}", None) for rest in reads),
        ("PATCH", f"{job}/{item}", {"caption": "mine"}),
        ("POST", f"{job}/{item}/withdraw", {"reason": "mine"}),
        ("POST", f"{job}/arrive", {}),
        ("POST", f"{job}/notes", day.written("before") | {"text": "mine"}),
        ("POST", f"{job}/shares", {"id": str(uuid4()), "label": "mine", "expires_at": LATER}),
    ]


def test_a_technician_without_a_part_in_the_job_finds_nothing_of_it(
    browser: Browser, day: Day
) -> None:
    requests = addresses(day)
    mallory = day.home.invite("Mallory Quinn", "technician")
    with window(browser, PHONE, mallory) as phone:
        page = phone.page
        page.goto(mallory.url)
        expect(page.get_by_text("No jobs for you now")).to_be_visible()
        page.goto(f"{mallory.url}/jobs/{day.jobs['hers']['id']}")
        expect(page.get_by_role("alert")).to_contain_text("There is no such job")
        assert TITLE not in page.content()
        for method, path, body in requests:
            response = page.context.request.fetch(
                mallory.url + path, method=method, data=body, headers={"Origin": mallory.url}
            )
            assert response.status == 404, (method, path, response.text())


def test_a_person_without_a_login_sees_the_sign_in_page_alone(browser: Browser, day: Day) -> None:
    requests = addresses(day)
    url = day.home.url
    with window(browser, PHONE) as phone:
        page = phone.page
        for path in ("/", "/jobs", f"/jobs/{day.jobs['hers']['id']}", "/people", "/account"):
            page.goto(url + path)
            expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
            assert TITLE not in page.content()
        page.goto(f"{url}/s/{HIDDEN}")
        expect(page.get_by_text("There is no such link").last).to_be_visible()
        for method, path, body in requests:
            response = page.context.request.fetch(
                url + path, method=method, data=body, headers={"Origin": url}
            )
            assert response.status == 401, (method, path, response.text())

"""What a test does with the player of a recording, and how far the voice is from the picture."""

import re
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page, expect

from tests.builders.api_jobs import Day
from tests.builders.load import slack
from tests.builders.recorded_job import VOICE_AFTER, RecordedJob

IN_STEP = 0.2
VIDEO = "dialog video"
AUDIO = "dialog audio"


@dataclass
class SharedRecording:
    """A job with a recording, and a share of it."""

    day: Day
    job: str
    link: str
    recording: RecordedJob


def play(page: Page) -> None:
    page.get_by_role("button", name="Play Recording").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.wait_for_function(f"() => document.querySelector('{VIDEO}')?.readyState >= 2")
    page.evaluate(f"document.querySelector('{VIDEO}').play()")
    wait_until_it_moves(page)


def now(page: Page, element: str = VIDEO) -> float:
    return float(page.evaluate(f"document.querySelector('{element}').currentTime"))


def wait_until_it_moves(page: Page, beyond: float | None = None) -> None:
    """Wait until the video has played on by half a second, or past `beyond`."""
    goal = now(page) + 0.5 if beyond is None else beyond
    page.wait_for_function(f"() => document.querySelector('{VIDEO}').currentTime > {goal}")


def apart(page: Page) -> float:
    """The seconds between where the voice of Eva is and where it should be."""
    both: dict[str, Any] = page.evaluate(
        f"""() => {{
          const film = document.querySelector("{VIDEO}"), voice = document.querySelector("{AUDIO}");
          return {{film: film.currentTime, voice: voice.currentTime, paused: voice.paused}};
        }}"""
    )
    assert not both["paused"], both
    return abs(float(both["film"] - VOICE_AFTER - both["voice"]))


def in_step(page: Page) -> None:
    """Check that the voice keeps to the picture, after two seconds to get there."""
    page.wait_for_function(f"() => !document.querySelector('{AUDIO}').paused")
    page.wait_for_timeout(2000)
    distances = []
    for _ in range(8):
        page.wait_for_timeout(250)
        distances.append(apart(page))
    print("apart", [f"{each:.3f}" for each in distances])
    assert sorted(distances)[len(distances) // 2] < IN_STEP * slack(), distances


def chapter(page: Page, words: str) -> None:
    page.get_by_role("button", name=re.compile(re.escape(words))).click()

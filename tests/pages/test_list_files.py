"""A list of sites is read in the letters that were meant, whatever encoding its file is in."""

import unicodedata
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.builders.browsers import DESK, window
from tests.builders.installation import Installation

pytestmark = pytest.mark.journey
LINES = "name;address;time_zone\r\nMünchen 7;Leopoldstraße 12;Europe/Berlin\r\n"
READ = "All lines are right: 1 new"


@pytest.fixture
def sheet(browser: Browser, home: Installation) -> Iterator[Page]:
    """The administrator's sheet that imports sites."""
    with window(browser, DESK, home.ada) as opened:
        page = opened.page
        page.goto(f"{home.url}/sites")
        page.get_by_role("button", name="Import sites").click()
        yield page


def choose(page: Page, content: bytes, name: str = "sites.csv") -> None:
    page.get_by_label("CSV file").set_input_files(
        FilePayload(name=name, mimeType="text/csv", buffer=content)
    )


def check(page: Page) -> None:
    page.get_by_role("button", name="Check the lines").click()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_list_of_a_certain_encoding_is_read_at_once(sheet: Page, encoding: str) -> None:
    choose(sheet, LINES.encode(encoding))
    expect(sheet.get_by_label("or paste the lines")).to_have_value(LINES.replace("\r\n", "\n"))
    check(sheet)
    expect(sheet.get_by_text(READ)).to_be_visible()


@pytest.mark.parametrize(
    ("encoding", "called", "city"),
    [
        ("cp1252", "Windows-1252", "München 7"),
        ("mac-roman", "Mac Roman", "Zürich 8"),
        ("cp1250", "Windows-1250", "Łódź 4"),
        ("cp1251", "Windows-1251", "Склад 4"),
        ("gbk", "GBK", "上海机房"),
        ("shift_jis", "Shift-JIS", "東京第二"),
    ],
)
def test_a_list_of_an_older_encoding_is_read_as_a_person_says(
    sheet: Page, encoding: str, called: str, city: str
) -> None:
    choose(sheet, LINES.splitlines()[0].encode() + f"\r\n{city};x 1;UTC\r\n".encode(encoding))
    expect(sheet.get_by_text("This file isn't in UTF-8, but probably in")).to_be_visible()
    expect(sheet.get_by_role("button", name="Check the lines")).to_be_disabled()
    sheet.get_by_role("radio", name=f"{city};x 1;UTC {called}").check()
    check(sheet)
    expect(sheet.get_by_text(READ)).to_be_visible()
    sheet.get_by_role("button", name="Import", exact=True).click()
    expect(sheet.get_by_text("Imported: 1 new")).to_be_visible()


def test_the_same_list_in_another_spelling_is_known(sheet: Page) -> None:
    names = "name,address\r\nZürich Süd,Gasse 3\r\n"
    choose(sheet, unicodedata.normalize("NFC", names).encode())
    check(sheet)
    sheet.get_by_role("button", name="Import", exact=True).click()
    expect(sheet.get_by_text("Imported: 1 new")).to_be_visible()
    sheet.get_by_role("button", name="Import sites").click()
    choose(sheet, unicodedata.normalize("NFD", names).encode())
    check(sheet)
    expect(sheet.get_by_text("All lines are right: 0 new, 0 to update.")).to_be_visible()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "This file is empty"),
        (b"PK\x03\x04\x14\x00\x06\x00", "This is a workbook"),
        (b"%PDF-1.7\n", "This is a PDF"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "This is a picture"),
        (bytes(range(256)), "This file holds no text"),
    ],
)
def test_a_file_that_is_no_list_is_told_by_what_it_is(
    sheet: Page, content: bytes, words: str
) -> None:
    choose(sheet, LINES.encode())
    choose(sheet, content)
    expect(sheet.get_by_text(words)).to_be_visible()
    expect(sheet.get_by_role("button", name="Check the lines")).to_be_disabled()

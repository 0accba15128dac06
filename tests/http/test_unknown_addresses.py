"""Unknown addresses: a page for browsers, and a problem for programs."""

import pytest

from tests.builders.site import Site

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.mark.parametrize("path", ["/nowhere", "/people/x/y", "/in", "/wp-login.php"])
def test_a_browser_gets_the_not_found_page(site: Site, path: str) -> None:
    answer = site.somebody().get(path, headers=BROWSER)
    assert answer.status == 404
    assert answer.headers["Content-Type"].startswith("text/html")
    assert b'id="app"' in answer.data or answer.headers.get("Content-Encoding")


@pytest.mark.parametrize("path", ["/nowhere", "/api/nowhere", "/assets/nowhere.js"])
@pytest.mark.parametrize("accept", ["*/*", "application/json"])
def test_a_program_gets_a_problem_document(site: Site, path: str, accept: str) -> None:
    answer = site.somebody().get(path, headers={"Accept": accept})
    assert (answer.status, answer.code) == (404, "not_found")


@pytest.mark.parametrize("path", ["/api/nowhere", "/assets/nowhere.js"])
def test_an_unknown_address_of_no_page_is_a_problem_for_browsers_too(site: Site, path: str) -> None:
    assert site.somebody().get(path, headers=BROWSER).code in ("not_found", "signed_out")


def test_a_post_to_an_unknown_address_is_a_problem(site: Site) -> None:
    answer = site.somebody().post("/nowhere", {}, headers=BROWSER)
    assert (answer.status, answer.code) == (404, "not_found")

"""The page that helps to install the root. The files beside hold its text and its looks."""

import base64
import hashlib
import tomllib
from html import escape
from pathlib import Path
from string import Template
from typing import Any

HERE = Path(__file__).parent
PAGE = Template((HERE / "page.html").read_text("utf-8"))
STYLE = (HERE / "page.css").read_text("utf-8")
SCRIPT = (HERE / "page.js").read_text("utf-8")
LANGUAGES: dict[str, dict[str, Any]] = {
    language: tomllib.loads((HERE / f"{language}.toml").read_text("utf-8"))
    for language in ("en", "de")
}
DEVICES = ("iphone", "android", "computer")


def rendered(
    language: str,
    device: str,
    *,
    pages: str,
    name: str,
    fingerprint: str,
    downloads: dict[str, str],
) -> str:
    """The page as HTML. `downloads` has a path for each device; the section of `device` is open."""
    words = LANGUAGES[language]
    sections = (
        section(words[each], downloads[each], name, is_open=each == device) for each in DEVICES
    )
    texts = {key: escape(text) for key, text in words.items() if isinstance(text, str)}
    return PAGE.substitute(
        texts,
        language=language,
        other="en" if language == "de" else "de",
        style=STYLE,
        script=SCRIPT,
        pages=escape(pages),
        fingerprint=escape(fingerprint),
        sections="\n".join(sections),
    )


def section(words: dict[str, Any], download: str, name: str, *, is_open: bool) -> str:
    """A device's section: `steps` follow each other, and the reader takes one of `ways`."""
    marker, texts = ("ol", words["steps"]) if "steps" in words else ("ul", words["ways"])
    items = "".join(f"<li>{escape(text.replace('{name}', name))}</li>" for text in texts)
    return (
        f"<details{' open' if is_open else ''}><summary>{escape(words['title'])}</summary><div>"
        f'<a class="download" href="{escape(download)}">{escape(words["download"])}</a>'
        f"<{marker}>{items}</{marker}></div></details>"
    )


def policy(pages: str) -> str:
    """The page's content security policy: its own style and script, and a request to our pages."""
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src '{digest(STYLE)}'",
            f"script-src '{digest(SCRIPT)}'",
            f"connect-src {pages}",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )


def digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def device_of(user_agent: str) -> str:
    """A guess from the user agent; an iPad that calls itself a Mac counts as a computer."""
    if "Android" in user_agent:
        return "android"
    return "iphone" if "iPhone" in user_agent or "iPad" in user_agent else "computer"


def language_of(accepted: str) -> str:
    """The first of our languages in an `Accept-Language`, by its weights; English without one."""
    weighed = []
    for place, part in enumerate(accepted.split(",")):
        tag, _, weight = part.strip().partition(";q=")
        try:
            weighed.append((-float(weight or 1), place, tag[:2].lower()))
        except ValueError:
            continue
    return next((tag for _, _, tag in sorted(weighed) if tag in LANGUAGES), "en")

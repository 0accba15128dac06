"""One spelling for each text: what looks the same is stored and compared as the same.

A letter and its accent are one character or two (Unicode Standard Annex 15), and a list that was
copied out of a page or a PDF has spaces that don't break and characters that nobody sees.
"""

import re
import unicodedata

# Default_Ignorable_Code_Point of Unicode and other characters that nobody sees, without variation
# selectors, which choose the look of an emoji, without joiners, and without characters that turn
# the reading direction: schemas refuse those.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u2060-\u2065"
    "\u206a-\u206f\u2800\u3164\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
# Joiners shape Persian and Indic letters and emoji; beside a Latin character they do nothing.
_IDLE_JOINER = re.compile(
    "[\u200c\u200d]+(?=[\x00-\u02ff]|$)|(?:(?<=[\x00-\u02ff])|^)[\u200c\u200d]+"
)
# Among Latin characters, digits alone have another look, in keycaps.
_IDLE_SELECTOR = re.compile("(?:(?<=[\x00-\u02ff])(?<![0-9#*\u00a9\u00ae])|^)[\ufe00-\ufe0f]+")
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_BREAKS = re.compile("\r\n|[\r\u2028\u2029]")


def composed(text: str) -> str:
    """The text with each letter and its accents as one character, where Unicode has one (NFC)."""
    return unicodedata.normalize("NFC", text)


def one_line(text: str) -> str:
    """A name, tag or other single line in its one spelling: composed, with plain spaces, without
    unseen characters and without spaces around it."""
    if text.isascii():
        return text.strip()
    return _seen(text.replace("\u2028", " ").replace("\u2029", " ")).strip()


def several_lines(text: str) -> str:
    """A note, description or other prose in its one spelling, as that of one line. Its lines end as
    `\\n`, and its spaces and tabs stay as many as they are."""
    broken = _BREAKS.sub("\n", text)
    return (broken if text.isascii() else _seen(broken)).strip()


def _seen(text: str) -> str:
    seen = _UNSEEN.sub("", _SPACES.sub(" ", text))
    return composed(_IDLE_SELECTOR.sub("", _IDLE_JOINER.sub("", seen)))

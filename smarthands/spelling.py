"""One spelling for each text: what looks the same is stored and compared as the same.

A letter and its accent are one character or two (Unicode Standard Annex 15), and a list that was
copied out of a page or a PDF has spaces that don't break and characters that nobody sees.
"""

import re
import unicodedata

# Default_Ignorable_Code_Point of Unicode without variation selectors, which choose the look of an
# emoji, without joiners, and without characters that turn the reading direction: they are refused
# where they could deceive.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u2060-\u2065"
    "\u206a-\u206f\u3164\ufeff\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff]"
)
# Joiners shape Persian and Indic letters and emoji; beside an ASCII character they do nothing.
_IDLE_JOINER = re.compile("[\u200c\u200d]+(?=[\x00-\x7f]|$)|(?:(?<=[\x00-\x7f])|^)[\u200c\u200d]+")
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")


def composed(text: str) -> str:
    """The text with each letter and its accents as one character, where Unicode has one (NFC)."""
    return unicodedata.normalize("NFC", text)


def one_line(text: str) -> str:
    """A name, tag or other single line in its one spelling: composed, with plain spaces, without
    unseen characters and without spaces around it."""
    if text.isascii():
        return text.strip()
    seen = _IDLE_JOINER.sub("", _UNSEEN.sub("", _SPACES.sub(" ", text)))
    return composed(seen).strip()

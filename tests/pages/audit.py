"""The faults of a page by the rules of axe, by our least sizes, and by sideways scrolling."""

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page


def script(given: str, *parts: str) -> str:
    """A function for a page, which is given this and whose body is these parts."""
    return f"{given} => {{{''.join(parts)}}}"


AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
# The Web Content Accessibility Guidelines 2.2, levels A and AA.
STANDARD = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
CONTRAST = "color-contrast"
# A contrast of 7:1, level AAA, is for phones that are read in glare.
IN_GLARE = "color-contrast-enhanced"

# An open sheet is audited alone, since the page that it covers is audited by itself.
RUN = """([selection, rules]) => axe.run(document.querySelector("dialog[open]") ?? document, {
  runOnly: selection,
  rules: Object.fromEntries(Object.entries(rules).map(([id, enabled]) => [id, {enabled}])),
  resultTypes: ["violations"],
  preload: false,
}).then(({violations}) => violations.flatMap(({id, nodes}) => nodes.map(
  ({target, failureSummary}) => `${id}: ${target.join(" ")}: ${failureSummary}`)))"""

# What can be pressed in the sheet that is open, or else on the page, each beside its target: a box
# is as large as its label, and a link as whatever it is stretched over.
TARGETS = """
  const isSeen = (one) => one.checkVisibility({visibilityProperty: true})
    && !one.closest(".unseen, .skip, [inert], [aria-hidden=true]");
  const surface = [...document.querySelectorAll("dialog[open]")].at(-1) ?? document.body;
  const targetOf = (one) => {
    const after = getComputedStyle(one, "::after");
    const stretched = after.content !== "none" && after.position === "absolute";
    return one.closest("label") ?? (stretched ? one.offsetParent ?? one : one);
  };
  const CONTROLS = "a[href], button, input, select, textarea, summary";
  const pressable = [...surface.querySelectorAll(CONTROLS)]
    .map((one) => [one, targetOf(one)]).filter(([, target]) => isSeen(target));
"""

SIZES = script(
    "([least, text])",
    TARGETS,
    """
  const wrong = [];
  for (const [one, target] of pressable) {
    const {width, height} = target.getBoundingClientRect();
    if (width >= least && height >= least) continue;
    wrong.push(`${one.outerHTML.slice(0, 90)} is ${Math.round(width)} × ${Math.round(height)} px`);
  }
  const words = document.createTreeWalker(surface, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const {parentElement: around, data} = words.currentNode;
    if (!data.trim() || !isSeen(around) || around.closest("script, noscript, option")) continue;
    const size = parseFloat(getComputedStyle(around).fontSize);
    if (size && size < text) wrong.push(`“${data.trim().slice(0, 40)}” is written at ${size} px`);
  }
  return wrong;
""",
)

STILL = """async () => {
  const frame = () => new Promise(requestAnimationFrame);
  await frame();
  await frame();
  await Promise.all(document.getAnimations().map((one) => one.finished.catch(() => {})));
  await frame();
}"""

# A phone's browser widens its window to whatever sticks out, so the width of the device counts.
SIDEWAYS = "(wide) => Math.max(0, document.documentElement.scrollWidth - wide)"
# A page as high as the window must not scroll, or something hidden sticks out of it.
BELOW = """document.body.getBoundingClientRect().height > innerHeight + 1 ? 0
  : Math.max(0, document.documentElement.scrollHeight - innerHeight)"""

# On a desk a sheet stands beside the page that it was opened from.
COVERS = """innerWidth >= 720 && [...document.querySelectorAll("dialog.sheet[open]")].some(
  (one) => one.getBoundingClientRect().width > innerWidth * 0.92 + 1)"""


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")


def settle(page: Page) -> None:
    """Wait until nothing fades, since axe measures colours; a new theme takes a frame to come."""
    page.evaluate(STILL)


def violations(page: Page, *, glare: bool, colours: bool = True) -> list[str]:
    """The violations of the standard; with `glare` also every contrast under 7:1."""
    rules = {CONTRAST: colours, IN_GLARE: colours and glare}
    return _run(page, {"type": "tag", "values": STANDARD}, rules)


def faint(page: Page, *, glare: bool) -> list[str]:
    """The violations of the contrast rules alone."""
    return _run(page, {"type": "rule", "values": (CONTRAST, *([IN_GLARE] if glare else []))}, {})


def _run(page: Page, selection: dict[str, Any], rules: dict[str, bool]) -> list[str]:
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(_axe())
    faults: list[str] = page.evaluate(RUN, [selection, rules])
    return faults


def too_small(page: Page, *, target: int, text: int) -> list[str]:
    """The targets and texts under these pixels, in the open dialog if there is one."""
    faults: list[str] = page.evaluate(SIZES, [target, text])
    return faults


def sticking_out(page: Page) -> list[str]:
    """The pixels by which hidden content makes the page scroll, in words; and a sheet that covers
    the page on a desk."""
    size = page.viewport_size
    assert size, "a window without a size of its own"
    wide, high = page.evaluate(SIDEWAYS, size["width"]), page.evaluate(BELOW)
    faults = [f"the page is {wide} px too wide"] if wide else []
    if page.evaluate(COVERS):
        faults.append("a sheet covers the page")
    return [*faults, f"the page scrolls {high} px into nothing"] if high else faults

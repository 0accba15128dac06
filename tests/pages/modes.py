"""The switches of a technician's pages for gloves and glare, and what the modes promise."""

from collections.abc import Iterator

from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.pages import audit

GLOVE, GLARE = "Glove mode", "Glare mode"
SIZES: list[ViewportSize] = [{"width": 360, "height": 640}, {"width": 390, "height": 844}]
LEAST, APART = 56, 8
# The edge of a press, in pixels.
EDGE = 3

# Whatever sticks to an edge, or scrolls by itself, lies above or below what is around it.
NEAR = audit.script(
    "(least)",
    audit.TARGETS,
    """
  const layerOf = (one) => {
    for (; one; one = one.parentElement) {
      const {position, overflowY} = getComputedStyle(one);
      const scrolls = overflowY === "auto" && one.scrollHeight > one.clientHeight;
      if (scrolls || position === "sticky" || position === "fixed") return one;
    }
    return null;
  };
  const targets = [...new Set(pressable.map(([, target]) => target))];
  const boxes = targets.map((one) => [one, one.getBoundingClientRect(), layerOf(one)]);
  return boxes.flatMap(([one, box, layer], place) => boxes.slice(place + 1)
    .filter(([other, , its]) => its === layer && !one.contains(other) && !other.contains(one))
    .map(([other, its]) => [other, Math.max(
      box.left - its.right, its.left - box.right, box.top - its.bottom, its.top - box.bottom)])
    .filter(([, space]) => space < least - 0.5)
    .map(([other, space]) => `${one.outerHTML.slice(0, 80)} and ${other.outerHTML.slice(0, 80)}`
      + ` are ${Math.round(space)} px apart`));
""",
)

# What she presses most, as the page stands when it is opened.
REACH = audit.script(
    "()",
    audit.TARGETS,
    """
  const FIRST = ".button-primary, .button-big, .viewfinder-shutter, .call-tool";
  return pressable.filter(([one]) => one.matches(FIRST))
    .filter(([one]) => one.getBoundingClientRect().top < innerHeight / 3)
    .map(([one]) => `${one.outerHTML.slice(0, 90)} is in the upper third`);
""",
)

# Colours as sRGB, since a computed one may be written in any space; and what is painted below.
COLOURS = """
  const pen = new OffscreenCanvas(1, 1).getContext("2d", {willReadFrequently: true});
  const rgba = (colour) => {
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    return [...pen.getImageData(0, 0, 1, 1).data];
  };
  const linear = (part) =>
    part <= 10 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4;
  const luminance = ([red, green, blue]) =>
    0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  const contrast = (one, two) => {
    const [dark, light] = [luminance(one), luminance(two)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  const groundOf = (one) => {
    for (let up = one; up; up = up.parentElement) {
      const ground = rgba(getComputedStyle(up).backgroundColor);
      if (ground[3] > 0) return ground;
    }
    return [255, 255, 255, 255];
  };
"""

PRESSES = "a[href], button, summary, .check, .segment"
MARKED = audit.script(
    "(presses)",
    audit.TARGETS,
    """
  for (const [, target] of pressable)
    if (target.matches(presses) && !target.matches(":disabled, [aria-disabled=true]"))
      target.setAttribute("data-pressed", "");
""",
)
PRESSED = audit.script(
    "(least)",
    COLOURS,
    """
  const wrong = [];
  for (const one of document.querySelectorAll("[data-pressed]")) {
    one.removeAttribute("data-pressed");
    const {outlineStyle, outlineWidth, outlineColor, outlineOffset} = getComputedStyle(one);
    const ground = groundOf(parseFloat(outlineOffset) < 0 ? one : one.parentElement);
    const seen = contrast(rgba(outlineColor), ground);
    if (outlineStyle === "none" || parseFloat(outlineWidth) < least || seen < 3)
      wrong.push(`${one.outerHTML.slice(0, 90)} shows no press: ${outlineWidth}, ${seen}`);
  }
  return wrong;
""",
)

# What is drawn on a picture keeps its colours.
ON_PICTURES = ".rec-frame, .call-pointer, .viewfinder-focus, .viewfinder-level, .marks"
LEGIBLE = audit.script(
    "(onPictures)",
    COLOURS,
    """
  const surface = [...document.querySelectorAll("dialog[open]")].at(-1) ?? document.body;
  const isSeen = (one) => one.checkVisibility({visibilityProperty: true})
    && one.getBoundingClientRect().width > 1
    && !one.closest(`.unseen, .skip, [inert], script, noscript, option, ${onPictures}`);
  const wrong = [];
  const read = (one, colour, name) => {
    const ground = groundOf(one);
    const seen = contrast(rgba(colour), ground);
    if (ground[3] < 255) wrong.push(`${name} stands on a ground that is not whole`);
    else if (seen < 15) wrong.push(`${name} has ${seen.toFixed(1)}:1`);
    for (let up = one; up; up = up.parentElement)
      if (getComputedStyle(up).opacity !== "1") wrong.push(`${name} is seen through`);
  };
  const words = document.createTreeWalker(surface, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const {parentElement: around, data} = words.currentNode;
    if (!data.trim() || around.closest("svg") || !isSeen(around)) continue;
    read(around, getComputedStyle(around).color, `“${data.trim().slice(0, 40)}”`);
  }
  for (const one of surface.querySelectorAll("input, textarea, select, svg.icon")) {
    const style = getComputedStyle(one);
    const colour = one.matches("svg") ? style.stroke : style.color;
    if (isSeen(one)) read(one, colour, one.outerHTML.slice(0, 160));
  }
  for (const one of surface.querySelectorAll("*")) {
    if (one.closest("svg") || one.matches("input[type=checkbox]") || !isSeen(one)) continue;
    const style = getComputedStyle(one);
    for (const side of ["Top", "Right", "Bottom", "Left"]) {
      const colour = rgba(style[`border${side}Color`]);
      const width = parseFloat(style[`border${side}Width`]);
      if (style[`border${side}Style`] === "none" || width === 0 || colour[3] === 0) continue;
      const seen = Math.max(
        contrast(colour, groundOf(one)), contrast(colour, groundOf(one.parentElement)));
      if (width < 2 || seen < 4.5)
        wrong.push(`${one.outerHTML.slice(0, 90)} has an edge of ${width} px, ${seen}:1`);
    }
  }
  return [...new Set(wrong)];
""",
)


def switch(page: Page, mode: str) -> Locator:
    """The one switch of a mode within reach: a dialog over the page has its own."""
    return page.get_by_role("button", name=mode, exact=True).last


def switch_on(page: Page, *modes: str) -> None:
    """One tap each."""
    for mode in modes:
        expect(switch(page, mode)).to_have_attribute("aria-pressed", "false")
        switch(page, mode).tap()
        expect(switch(page, mode)).to_have_attribute("aria-pressed", "true")


def wrong(page: Page, state: str) -> list[str]:
    """The faults of a page on which both modes are on, upright on a small and a usual phone."""
    usual = page.viewport_size
    assert usual
    faults = []
    for size in SIZES:
        page.set_viewport_size(size)
        audit.settle(page)
        faults += [f"{state}, {size['width']} wide: {one}" for one in _for_gloves(page)]
    faults += [f"{state}: {one}" for one in [*unpressed(page), *_in_each_theme(page)]]
    page.set_viewport_size(usual)
    return faults


def _for_gloves(page: Page) -> Iterator[str]:
    yield from audit.too_small(page, target=LEAST, text=15)
    yield from audit.sticking_out(page)
    yield from page.evaluate(NEAR, APART)
    yield from page.evaluate(REACH)


def _in_each_theme(page: Page) -> Iterator[str]:
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        audit.settle(page)
        yield from (f"{scheme}: {one}" for one in faint(page))
    page.emulate_media(color_scheme="light")


def faint(page: Page) -> list[str]:
    """The texts and icons under 15:1, and the edges under 2 px or 4.5:1."""
    faults: list[str] = page.evaluate(LEGIBLE, ON_PICTURES)
    return faults


def unpressed(page: Page) -> list[str]:
    """The targets on which a press can't be seen. The browser is told that each is pressed."""
    page.evaluate(MARKED, PRESSES)
    devtools = page.context.new_cdp_session(page)
    devtools.send("DOM.enable")
    devtools.send("CSS.enable")
    root = devtools.send("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
    marked = {"nodeId": root, "selector": "[data-pressed]"}
    nodes = devtools.send("DOM.querySelectorAll", marked)["nodeIds"]
    assert nodes, "nothing can be pressed"
    for node in nodes:
        pressed = {"nodeId": node, "forcedPseudoClasses": ["active"]}
        devtools.send("CSS.forcePseudoState", pressed)
    faults: list[str] = page.evaluate(PRESSED, EDGE)
    devtools.detach()
    return faults

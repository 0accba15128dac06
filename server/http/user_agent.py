"""The name of a device as its owner knows it again, from the header that its browser sends."""

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)
LONGEST_PRODUCT = 40


def device_name(user_agent: str) -> str:
    """`Chrome · Android`; the product's name for what is no browser; nothing when it says none.

    Each of these browsers also names those that it descends from, so that the first match counts.
    """
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    if browser or system:
        return " · ".join(part for part in (browser, system) if part)
    product = user_agent.partition("/")[0].strip()[:LONGEST_PRODUCT]
    return product if product.isascii() and product.isprintable() else ""

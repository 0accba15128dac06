"""What a browser keeps of a technician's day, read and aged as no page of ours does it."""

from collections.abc import Callable
from time import monotonic
from typing import Any

from playwright.sync_api import Page

from tests.builders.browsers import PATIENCE

# A database that is being deleted must not be made anew by looking at it.
_EACH = """
const each = async (use) => {
  const found = {};
  for (const { name } of await indexedDB.databases()) {
    if (!/^smart-hands\\.(day|pictures|login)/.test(name)) continue;
    const database = await new Promise((done) => {
      const opening = indexedDB.open(name);
      opening.onupgradeneeded = () => opening.transaction.abort();
      opening.onerror = () => done(null);
      opening.onsuccess = () => done(opening.result);
    });
    if (!database) continue;
    const [table] = database.objectStoreNames;
    const transaction = database.transaction(table, "readwrite");
    const keys = transaction.objectStore(table).getAllKeys();
    use(name, transaction.objectStore(table));
    await new Promise((done) => (transaction.oncomplete = done));
    if (keys.result.length) found[name] = keys.result;
    database.close();
  }
  return found;
};
"""
# The rows of the outbox with their bytes as text, and the people whose key is here.
_WAITING = """async () => {
  const all = (name, table) => new Promise((done) => {
    const opening = indexedDB.open(name);
    opening.onupgradeneeded = () => opening.transaction.abort();
    opening.onerror = () => done([]);
    opening.onsuccess = () => {
      const rows = opening.result.transaction(table).objectStore(table).getAll();
      rows.onsuccess = () => { opening.result.close(); done(rows.result); };
    };
  });
  const texts = async (value) =>
    value instanceof Blob || value instanceof ArrayBuffer
      ? new TextDecoder("latin1").decode(await new Response(value).arrayBuffer())
      : typeof value === "object" && value
        ? Object.fromEntries(await Promise.all(
            Object.entries(value).map(async ([name, part]) => [name, await texts(part)])))
        : value;
  const rows = await Promise.all((await all("smart-hands", "outbox")).map(texts));
  const keys = await all("smart-hands.keys", "keys");
  return { rows, people: keys.filter(({ key }) => key).map(({ person }) => person) };
}"""
_KEYS = "() => {" + _EACH + "return each(() => {}); }"
_AGE = (
    "(age) => {"
    + _EACH
    + """
return each((name, table) => {
  if (!name.includes(".day.")) return;
  table.getAll().onsuccess = ({ target }) => {
    for (const row of target.result) table.put({ ...row, at: row.at - age });
  };
}); }"""
)


def kept(page: Page) -> dict[str, list[str]]:
    """The keys in each database that has some, by its name."""
    found: dict[str, list[str]] = page.evaluate(_KEYS)
    return found


def age(page: Page, **span: Any) -> None:
    """All documents were kept so much earlier."""
    hours, minutes = span.get("hours", 0), span.get("minutes", 0)
    page.evaluate(_AGE, (hours * 60 + minutes) * 60_000)


def until(page: Page, holds: Callable[[], bool]) -> None:
    """Wait until it holds, while the page goes on."""
    ends = monotonic() + PATIENCE / 1000
    while not holds():
        assert monotonic() < ends, kept(page)
        page.wait_for_timeout(50)


def fill_with_picture(page: Page, person: str) -> None:
    """Let the small picture of the job, which she is to have, be one of twenty megabytes."""
    fill = """(name) => new Promise((done, failed) => {
      const opening = indexedDB.open(name);
      opening.onsuccess = () => {
        const transaction = opening.result.transaction("pictures", "readwrite");
        const table = transaction.objectStore("pictures");
        const bytes = new Uint8Array(20_000_000);
        for (let at = 0; at < bytes.length; at += 50_000)
          crypto.getRandomValues(bytes.subarray(at, at + 50_000));
        table.getAllKeys().onsuccess = ({ target }) => table.put(bytes.buffer, target.result[0]);
        transaction.oncomplete = () => { opening.result.close(); done(); };
        transaction.onabort = () => failed(transaction.error);
      };
    })"""
    page.evaluate(fill, f"smart-hands.pictures.{person}")


def room_of_pictures(page: Page, person: str) -> int:
    """The bytes of all pictures that the phone keeps for her."""
    count = """(name) => new Promise((done, failed) => {
      const opening = indexedDB.open(name);
      opening.onupgradeneeded = () => opening.transaction.abort();
      opening.onerror = () => done(0);
      opening.onsuccess = () => {
        const transaction = opening.result.transaction("pictures");
        const all = transaction.objectStore("pictures").getAll();
        transaction.oncomplete = () => {
          opening.result.close();
          done(all.result.reduce((sum, { byteLength }) => sum + byteLength, 0));
        };
        transaction.onabort = () => failed(transaction.error);
      };
    })"""
    return int(page.evaluate(count, f"smart-hands.pictures.{person}"))


def outbox(page: Page) -> list[dict[str, Any]]:
    """What waits to be sent as it lies there, all bytes as text of one character each."""
    rows: list[dict[str, Any]] = page.evaluate(_WAITING)["rows"]
    return rows


def people_with_keys(page: Page) -> list[str]:
    """The ids of the people whose entries can be read by what is on the phone."""
    people: list[str] = page.evaluate(_WAITING)["people"]
    return people

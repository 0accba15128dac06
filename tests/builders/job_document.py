"""The rule by which pages apply events to a job's document (docs/events.md), written again in
Python."""

from typing import Any

Document = dict[str, Any]
COLLECTIONS = {
    "evidence": "evidence",
    "shares": "share",
    "sessions": "session",
    "messages": "message",
    "stills": "still",
    "marks": "mark",
    "gaps": "gap",
    "joins": "join",
    "statements": "statement",
}
"""The collections of the document, each with its name in the details of an event."""


def apply(document: Document, event: Document) -> Document:
    """The document after the event, without side effects; ValueError when an event is missing."""
    if event["seq"] <= document["seq"]:
        return document
    if event["seq"] != document["seq"] + 1:
        raise ValueError(f"event {document['seq'] + 1} is missing")
    details = event.get("body", {}).get("details", {})
    merged = dict(document) | {"seq": event["seq"]}
    merged["job"] = document["job"] | details.get("job", {})
    for collection, one in COLLECTIONS.items():
        changed = details.get(one, ())
        several = details.get("marks", ()) if collection == "marks" else ()
        for item in [*([changed] if isinstance(changed, dict) else changed), *several]:
            items = merged[collection]
            merged[collection] = items | {item["id"]: items.get(item["id"], {}) | item}
    return merged

"""The rule by which pages follow a job (docs/events.md), once more and in Python."""

from typing import Any

Document = dict[str, Any]


def apply(document: Document, event: Document) -> Document:
    """The document after the event. Pure; ValueError when an event is missing between."""
    if event["seq"] <= document["seq"]:
        return document
    if event["seq"] != document["seq"] + 1:
        raise ValueError(f"event {document['seq'] + 1} is missing")
    details = event.get("body", {}).get("details", {})
    evidence, shares = dict(document["evidence"]), dict(document["shares"])
    for item in details.get("evidence", ()):
        evidence[item["id"]] = evidence.get(item["id"], {}) | item
    if share := details.get("share"):
        shares[share["id"]] = shares.get(share["id"], {}) | share
    job = document["job"] | details.get("job", {})
    return {"seq": event["seq"], "job": job, "evidence": evidence, "shares": shares}

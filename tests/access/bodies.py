"""A valid body for each line of routes.py that takes one, under the name of the line."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from tests.access.stage import LATE, Stage
from tests.builders.marks import ARROW, NOW
from tests.builders.people import FRANKFURT, NORTHWIND, named
from tests.builders.site import note, upload

JOB = "/api/jobs/{assigned}"
SESSION = "/api/jobs/{live}/sessions/{session}"
REASON = {"reason": "no access"}


def bodies(stage: Stage) -> dict[str, Any]:
    return {
        **_people(stage),
        **_places(),
        **_jobs(),
        **_evidence(stage),
        **_links(stage),
        **_sessions(stage),
        **_nodes(),
    }


def _new(**fields: Any) -> dict[str, Any]:
    return {"id": str(uuid4()), **fields}


def _people(stage: Stage) -> dict[str, Any]:
    noor = _new(name="Noor", email="noor@firm.test", role="technician")
    return {
        "POST /api/logins": {"link": stage.names["link"], "bearer": True},
        "POST /api/logins/current/confirm": {"current": "none of theirs"},
        "POST /api/logins/current/code": {"code": "000000"},
        "POST /api/logins/current/passkey": {"credential": {"id": "none of theirs"}},
        "POST /api/second-factors/apps": {"name": "phone"},
        "POST /api/second-factors/apps/{app}/confirm": {"code": "000000"},
        "POST /api/second-factors/passkeys": {"name": "key", "credential": {}},
        "PUT /api/logins/current/password": {"password": "correct horse battery"},
        "POST /api/people": noor,
        "PATCH /api/people/{theo}": {"name": "Theodor"},
    }


def _places() -> dict[str, Any]:
    northwind, frankfurt = str(NORTHWIND), str(FRANKFURT)
    return {
        "POST /api/organizations": _new(name="Eastwind"),
        "PATCH /api/organizations/{northwind}": {"contact": "Cleo, +49 69 99"},
        "POST /api/sites": _new(organization_id=northwind, name="Bonn"),
        "POST /api/sites/import": {"organization_id": northwind, "csv": "name\nBonn\n"},
        "PATCH /api/sites/{frankfurt}": {"name": "Frankfurt 3"},
        "POST /api/assets": _new(site_id=frankfurt, tag="UPS-1"),
        "POST /api/assets/import": {"site_id": frankfurt, "csv": "tag\nUPS-1\n"},
        "PATCH /api/assets/{switch}": {"rack": "R4"},
    }


def _jobs() -> dict[str, Any]:
    crew = [str(named("Tess")), str(named("Theo"))]
    return {
        "POST /api/jobs": _new(title="Fan loud", site_id=str(FRANKFURT)),
        f"PATCH {JOB}": {"title": "Fan very loud"},
        "PATCH /api/jobs/{requested}": {"title": "Fan very loud"},
        "POST /api/jobs/{requested}/open": {},
        f"POST {JOB}/assign": {"technician_ids": crew},
        f"POST {JOB}/acknowledge": {},
        f"POST {JOB}/arrive": {},
        f"POST {JOB}/hold": REASON,
        "POST /api/jobs/{on_hold}/resume": {},
        f"POST {JOB}/complete": {"fault": "dust", "work": "cleaned"},
        f"POST {JOB}/statements/{{statement}}/accept": {},
        f"POST {JOB}/statements/{{statement}}/refuse": REASON,
        "POST /api/jobs/{completed}/reopen": REASON,
        f"POST {JOB}/cancel": REASON,
        "POST /api/jobs/{requested}/cancel": REASON,
    }


def _evidence(stage: Stage) -> dict[str, Any]:
    return {
        f"POST {JOB}/uploads": upload(stage.world, b"other bytes"),
        f"POST {JOB}/evidence/{{pending}}/seal": {},
        f"POST {JOB}/evidence/{{left}}/seal": {},
        f"PUT {JOB}/evidence/{{pending}}/content": LATE.content,
        f"PUT {JOB}/evidence/{{left}}/content": LATE.content,
        f"POST {JOB}/notes": note(stage.world),
        f"PATCH {JOB}/evidence/{{photo}}": {"caption": "left fan"},
        f"PATCH {JOB}/evidence/{{internal}}": {"caption": "really"},
        f"PATCH {JOB}/evidence/{{hers}}": {"caption": "right fan"},
        f"POST {JOB}/evidence/{{photo}}/withdraw": REASON,
        f"POST {JOB}/evidence/{{hers}}/withdraw": REASON,
        f"POST {JOB}/evidence/{{late}}/accept": {},
    }


def _links(stage: Stage) -> dict[str, Any]:
    tomorrow = (stage.world.clock.at + timedelta(days=1)).isoformat()
    return {
        f"POST {JOB}/shares": _new(label="Cleo's boss", expires_at=tomorrow),
        f"POST {JOB}/shares/{{share}}/revoke": {},
        f"POST {JOB}/joins": _new(name="Gail", expires_at=tomorrow),
        f"PATCH {JOB}/joins/{{join}}": {"name": "Gilbert"},
        f"POST {JOB}/joins/{{join}}/revoke": {},
        "POST /api/joins/{invitation}": {"name": "Gil", "bearer": True},
    }


def _sessions(stage: Stage) -> dict[str, Any]:
    quality = {
        "path": "relay",
        "rtt_ms": 80.5,
        "loss": 0.02,
        "kbps": 900,
        "connected_seconds": 61,
        "gaps": 1,
        "gap_seconds": 2.5,
    }
    empty = {
        "POST /api/jobs/{rung}/sessions/{help}": ("claim", "join", "end"),
        "POST /api/jobs/{called}/sessions/{call}": ("claim",),
        f"POST {SESSION}": ("claim", "join", "leave", "end"),
    }
    return {
        f"POST {JOB}/sessions": _new(),
        "POST /api/jobs/{completed}/sessions": _new(),
        **{f"{path}/{verb}": {} for path, verbs in empty.items() for verb in verbs},
        f"POST {SESSION}/messages": _new(text="reseat the left PSU"),
        f"POST {SESSION}/stills": _new(),
        f"POST {SESSION}/quality": quality,
        f"POST {SESSION}/marks": _new(evidence_id=stage.names["frozen"], **ARROW, **NOW),
        f"POST {SESSION}/marks/{{mark}}/undo": {},
        f"POST {SESSION}/recording": _new(),
        f"POST {SESSION}/recording/consent": {"given": False},
        f"POST {SESSION}/recording/stop": {},
    }


def _nodes() -> dict[str, Any]:
    at, sha256, seat = "2026-03-02T08:00:00Z", "0" * 64, str(uuid4())
    part = {"number": 1, "size": 10, "sha256": sha256}
    whole = {"size": 10, "sha256": sha256, "seconds": 1, "parts": [{**part, "etag": '"e"'}]}
    gap = {"participant": seat, "at": at, "seconds": 12, "reason": "network"}
    file = {"participant": seat, "media_type": "video/webm", "begun_at": at}
    path = "POST /api/media/recordings/{recording}/files"
    still = "POST /api/media/sessions/{session}/stills/{still}"
    return {
        "POST /api/media/sessions/{session}/gaps": _new(**gap),
        path: _new(**file),
        f"{path}/{{recorded}}/parts": part,
        f"{path}/{{recorded}}/complete": whole,
        f"{still}/upload": {"size": 10, "sha256": sha256},
        f"{still}/seal": {},
    }

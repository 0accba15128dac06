"""A table of the statuses with which each address answers each person.

Each line is requested in test_routes.py, with a valid body where one is taken, and stands in
docs/access.md as it stands here. A thing that is hidden from a person is 404 for her, never 403.
"""

from dataclasses import dataclass

PEOPLE = {
    "Ada": "administrator",
    "Dan": "dispatcher",
    "Eva": "expert",
    "Tess": "technician on the job",
    "Mallory": "technician, not on it",
    "Gus": "guest on the job, by a join link",
    "Cleo": "client who ordered the job",
    "Malcolm": "another client",
    "Holder": "has the job's share link",
    "Nobody": "signed out",
    "Theo": "technician who was taken off the job",
}


@dataclass(frozen=True)
class Line:
    """One address with its statuses; the stage fills in the `{names}` of its path."""

    method: str
    path: str
    statuses: dict[str, int]

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"


# The holder of a share and a person without a login get 401 wherever a login is needed.
# fmt: off
ROWS = """
#                                          Ada Dan Eva Tes Mal Gus Cle Mlc Hol Nob The
POST   /api/logins                         201 201 201 201 201 201 201 201 201 201 201
GET    /api/logins/current                 200 200 200 200 200 200 200 200 401 401 200
GET    /api/logins/current/phone-keys/{phone} 200 200 200 200 200 200 200 200 401 401 200
DELETE /api/logins/current                 204 204 204 204 204 204 204 204 401 401 204
DELETE /api/logins                         204 204 204 204 204 204 204 204 401 401 204
GET    /api/logins                        200 200 200 200 200 200 200 200 401 401 200
DELETE /api/logins/{login}                404 404 404 204 404 404 404 404 401 401 404
POST   /api/logins/current/confirm        422 422 422 422 422 403 422 422 401 401 422
PUT    /api/logins/current/password       200 200 200 200 200 403 200 200 401 401 200
POST   /api/logins/current/code           409 409 409 409 409 409 409 409 401 401 409
POST   /api/logins/current/passkey/options 409 409 409 409 409 409 409 409 401 401 409
POST   /api/logins/current/passkey        409 409 409 409 409 409 409 409 401 401 409
GET    /api/second-factors                200 200 200 200 200 200 200 200 401 401 200
POST   /api/second-factors/apps           201 201 201 201 201 403 201 201 401 401 201
POST   /api/second-factors/apps/{app}/confirm 404 404 404 422 404 403 404 404 401 401 404
POST   /api/second-factors/passkeys/options 200 200 200 200 200 403 200 200 401 401 200
POST   /api/second-factors/passkeys       409 409 409 409 409 409 409 409 401 401 409
POST   /api/second-factors/recovery-codes 409 409 409 409 409 403 409 409 401 401 409
DELETE /api/second-factors/{app}          404 404 404 204 404 403 404 404 401 401 404
GET    /api/links/{link}                   200 200 200 200 200 200 200 200 200 200 200

GET    /api/people                         200 200 200 200 200 200 200 200 401 401 200
POST   /api/people                         201 403 403 403 403 403 403 403 401 401 403
GET    /api/people/{theo}                  200 200 200 404 404 404 404 404 401 401 200
PATCH  /api/people/{theo}                  200 403 403 404 404 404 404 404 401 401 200
GET    /api/people/{theo}/links            200 403 403 404 404 404 404 404 401 401 403
POST   /api/people/{theo}/deactivate       200 403 403 404 404 404 404 404 401 401 403
POST   /api/people/{theo}/reactivate       200 403 403 404 404 404 404 404 401 401 403
POST   /api/people/{theo}/sign-out         200 403 403 404 404 404 404 404 401 401 403
POST   /api/people/{theo}/reset            200 403 403 404 404 404 404 404 401 401 403
POST   /api/people/{theo}/second-factors/reset  200 403 403 404 404 404 404 404 401 401 403

GET    /api/organizations                  200 200 200 200 200 200 200 200 401 401 200
POST   /api/organizations                  201 201 403 403 403 403 403 403 401 401 403
GET    /api/organizations/{northwind}      200 200 200 200 404 200 200 404 401 401 404
PATCH  /api/organizations/{northwind}      200 200 403 403 404 403 403 404 401 401 404
GET    /api/organizations/{northwind}/events  200 403 403 403 404 403 403 404 401 401 404

GET    /api/sites                          200 200 200 200 200 200 200 200 401 401 200
POST   /api/sites                          201 201 403 403 403 403 403 403 401 401 403
POST   /api/sites/import                   200 200 403 403 404 403 403 404 401 401 404
GET    /api/sites/{frankfurt}              200 200 200 200 404 200 200 404 401 401 404
PATCH  /api/sites/{frankfurt}              200 200 403 403 404 403 403 404 401 401 404

GET    /api/assets                         200 200 200 200 200 200 200 200 401 401 200
POST   /api/assets                         201 201 403 403 404 403 403 404 401 401 404
POST   /api/assets/import                  200 200 403 403 404 403 403 404 401 401 404
GET    /api/assets/{switch}                200 200 200 200 404 404 200 404 401 401 404
PATCH  /api/assets/{switch}                200 200 403 403 404 404 403 404 401 401 404

GET    /api/jobs                           200 200 200 200 200 200 200 200 401 401 200
POST   /api/jobs                           201 201 403 403 403 403 201 422 401 401 403
GET    /api/jobs/{assigned}                200 200 200 200 404 200 200 404 401 401 404
PATCH  /api/jobs/{assigned}                200 200 403 403 404 403 403 404 401 401 404
PATCH  /api/jobs/{requested}               200 200 403 404 404 404 200 404 401 401 404
GET    /api/jobs/{assigned}/context        200 200 200 200 404 200 200 404 401 401 404
GET    /api/jobs/{assigned}/events         200 200 200 200 404 200 200 404 401 401 404
POST   /api/jobs/{requested}/open          200 200 403 404 404 404 403 404 401 401 404
POST   /api/jobs/{assigned}/assign         200 200 403 403 404 403 403 404 401 401 404
POST   /api/jobs/{assigned}/acknowledge    200 200 403 200 404 403 403 404 401 401 404
POST   /api/jobs/{assigned}/arrive         200 200 403 200 404 403 403 404 401 401 404
POST   /api/jobs/{assigned}/hold           200 200 403 200 404 403 403 404 401 401 404
POST   /api/jobs/{on_hold}/resume          200 200 403 200 404 404 403 404 401 401 404
POST   /api/jobs/{assigned}/complete       200 200 403 200 404 403 403 404 401 401 404
POST   /api/jobs/{assigned}/statements/{statement}/accept  200 200 403 403 404 403 403 404 401 401 404
POST   /api/jobs/{assigned}/statements/{statement}/refuse  200 200 403 403 404 403 403 404 401 401 404
POST   /api/jobs/{completed}/reopen        200 200 403 403 404 404 403 404 401 401 404
POST   /api/jobs/{assigned}/cancel         200 200 403 403 404 403 403 404 401 401 404
POST   /api/jobs/{requested}/cancel        200 200 403 404 404 404 200 404 401 401 404

POST   /api/jobs/{assigned}/uploads        201 201 201 201 404 201 403 404 401 401 404
PUT    /api/jobs/{assigned}/evidence/{pending}/content  404 404 404 204 404 404 404 404 401 401 404
PUT    /api/jobs/{assigned}/evidence/{left}/content  404 404 404 404 404 404 404 404 401 401 204
POST   /api/jobs/{assigned}/evidence/{pending}/seal  404 404 404 200 404 404 404 404 401 401 404
POST   /api/jobs/{assigned}/evidence/{left}/seal     404 404 404 404 404 404 404 404 401 401 200
POST   /api/jobs/{assigned}/notes          201 201 201 201 404 201 403 404 401 401 404
PATCH  /api/jobs/{assigned}/evidence/{photo}  200 200 200 200 404 403 403 404 401 401 404
PATCH  /api/jobs/{assigned}/evidence/{internal}  200 200 200 403 404 404 404 404 401 401 404
POST   /api/jobs/{assigned}/evidence/{photo}/withdraw  200 200 200 200 404 403 403 404 401 401 404
PATCH  /api/jobs/{assigned}/evidence/{hers}  200 200 200 403 404 200 403 404 401 401 404
POST   /api/jobs/{assigned}/evidence/{hers}/withdraw  200 200 200 403 404 200 403 404 401 401 404
POST   /api/jobs/{assigned}/evidence/{late}/accept  200 200 200 403 404 404 404 404 401 401 404
GET    /api/jobs/{assigned}/evidence/{photo}/pictures/small  302 302 302 302 404 302 302 404 401 401 404
GET    /api/jobs/{assigned}/evidence/{photo}/pictures/large  302 302 302 302 404 302 302 404 401 401 404
GET    /api/jobs/{assigned}/evidence/{photo}/pictures/original  302 302 302 302 404 403 403 404 401 401 404

GET    /api/jobs/{assigned}/evidence/{recorded}/recording  302 302 302 302 404 302 302 404 401 401 404
GET    /api/jobs/{assigned}/evidence/{recorded}/chapters  200 200 200 200 404 200 200 404 401 401 404
GET    /api/jobs/{assigned}/evidence/{spoken}/pictures/original  302 302 302 302 404 403 403 404 401 401 404
GET    /api/jobs/{assigned}/evidence/{spoken}/pictures/small  404 404 404 404 404 404 404 404 401 401 404
GET    /api/jobs/{assigned}/evidence/{spoken}/sound  302 302 302 302 404 302 302 404 401 401 404
GET    /api/jobs/{assigned}/evidence/{attached}/file  302 302 302 302 404 302 302 404 401 401 404
GET    /api/jobs/{assigned}/evidence/{attached}/pictures/original  404 404 404 404 404 404 404 404 401 401 404
GET    /api/jobs/{assigned}/evidence/{photo}/file   404 404 404 404 404 404 404 404 401 401 404
GET    /api/jobs/{assigned}/evidence/{photo}/sound  404 404 404 404 404 404 404 404 401 401 404

GET    /api/jobs/{assigned}/shares         200 200 200 403 404 403 403 404 401 401 404
POST   /api/jobs/{assigned}/shares         201 201 201 403 404 403 403 404 401 401 404
POST   /api/jobs/{assigned}/shares/{share}/revoke  200 200 200 403 404 403 403 404 401 401 404
GET    /api/shares/{token}                 404 404 404 404 404 404 404 404 200 404 404
GET    /api/shares/{token}/events          404 404 404 404 404 404 404 404 200 404 404
GET    /api/shares/{token}/evidence/{photo}/pictures/small  404 404 404 404 404 404 404 404 302 404 404
GET    /api/shares/{token}/evidence/{internal}/pictures/small  404 404 404 404 404 404 404 404 404 404 404
GET    /api/shares/{token}/evidence/{recorded}/recording  404 404 404 404 404 404 404 404 302 404 404
GET    /api/shares/{token}/evidence/{recorded}/chapters  404 404 404 404 404 404 404 404 200 404 404
GET    /api/shares/{token}/evidence/{attached}/file  404 404 404 404 404 404 404 404 302 404 404
GET    /api/shares/{token}/evidence/{spoken}/sound  404 404 404 404 404 404 404 404 302 404 404

GET    /api/calls                          200 200 200 200 200 200 200 200 401 401 200
GET    /api/connectivity                   200 200 200 200 200 200 403 403 401 401 200
POST   /api/jobs/{assigned}/sessions       201 201 201 201 404 201 403 404 401 401 404
POST   /api/jobs/{completed}/sessions      409 409 409 409 404 404 403 404 401 401 404
POST   /api/jobs/{rung}/sessions/{help}/claim  200 200 200 409 404 409 403 404 401 401 404
POST   /api/jobs/{called}/sessions/{call}/claim  409 409 409 200 404 200 403 404 401 401 404
POST   /api/jobs/{live}/sessions/{session}/claim  409 409 200 409 404 409 403 404 401 401 404
POST   /api/jobs/{rung}/sessions/{help}/join  409 409 409 200 404 200 403 404 401 401 404
POST   /api/jobs/{live}/sessions/{session}/join  200 200 200 200 404 200 403 404 401 401 404
POST   /api/jobs/{live}/sessions/{session}/leave  200 200 200 200 404 200 403 404 401 401 404
POST   /api/jobs/{rung}/sessions/{help}/end  200 200 200 200 404 403 403 404 401 401 404
POST   /api/jobs/{live}/sessions/{session}/end  200 200 200 200 404 200 403 404 401 401 404
POST   /api/jobs/{live}/sessions/{session}/messages  403 403 201 201 404 201 403 404 401 401 404
POST   /api/jobs/{live}/sessions/{session}/stills  403 403 201 201 404 201 403 404 401 401 404
POST   /api/jobs/{live}/sessions/{session}/quality  403 403 204 204 404 204 403 404 401 401 404

POST   /api/jobs/{live}/sessions/{session}/marks  403 403 201 403 404 403 403 404 401 401 404
POST   /api/jobs/{live}/sessions/{session}/marks/{mark}/undo  403 403 200 403 404 403 403 404 401 401 404

POST   /api/jobs/{live}/sessions/{session}/recording  403 403 201 403 404 403 403 404 401 401 404
POST   /api/jobs/{live}/sessions/{session}/recording/consent  403 403 200 200 404 200 403 404 401 401 404
POST   /api/jobs/{live}/sessions/{session}/recording/stop  200 200 200 403 404 403 403 404 401 401 404
POST   /api/media/sessions/{session}/gaps  401 401 401 401 401 401 401 401 401 401 401
POST   /api/media/recordings/{recording}/files  401 401 401 401 401 401 401 401 401 401 401
POST   /api/media/recordings/{recording}/files/{recorded}/parts  401 401 401 401 401 401 401 401 401 401 401
POST   /api/media/recordings/{recording}/files/{recorded}/complete  401 401 401 401 401 401 401 401 401 401 401
POST   /api/media/sessions/{session}/stills/{still}/upload  401 401 401 401 401 401 401 401 401 401 401
POST   /api/media/sessions/{session}/stills/{still}/seal  401 401 401 401 401 401 401 401 401 401 401

GET    /api/jobs/{assigned}/joins          200 200 200 403 404 403 403 404 401 401 404
POST   /api/jobs/{assigned}/joins          201 201 201 403 404 403 403 404 401 401 404
PATCH  /api/jobs/{assigned}/joins/{join}   200 200 200 403 404 403 403 404 401 401 404
POST   /api/jobs/{assigned}/joins/{join}/revoke  200 200 200 403 404 403 403 404 401 401 404
GET    /api/jobs/{assigned}/joins/{join}/qr.svg  200 200 200 403 404 403 403 404 401 401 404
GET    /api/joins/{invitation}             200 200 200 200 200 200 200 200 200 200 200
POST   /api/joins/{invitation}             201 201 201 201 201 201 201 201 201 201 201

GET    /api/config                         200 200 200 200 200 200 200 200 200 200 200
GET    /api/openapi.json                   200 200 200 200 200 200 200 200 200 200 200
GET    /healthz                            200 200 200 200 200 200 200 200 200 200 200
GET    /readyz                             200 200 200 200 200 200 200 200 200 200 200
GET    /metrics                            404 404 404 404 404 404 404 404 404 404 404
"""  # noqa: E501 a table, read across
# fmt: on
# One shell serves all pages; the requests for what it shows are in the table above.
PAGES = (
    *("/", "/sign-in", "/in/{link}", "/jobs", "/jobs/{assigned}"),
    *("/board", "/console", "/people", "/sites", "/account"),
    *("/organizations", "/s/{token}", "/j/{invitation}", "/api/docs", "/manifest.webmanifest"),
    *("/assets/{asset}", "/sw.js", "/icon-maskable-512.png"),
)


def _line(row: str) -> Line:
    method, path, *statuses = row.split()
    return Line(method, path, dict(zip(PEOPLE, map(int, statuses), strict=True)))


LINES = [_line(row) for row in ROWS.splitlines() if row and not row.startswith("#")]
PAGE_LINES = [Line("GET", path, dict.fromkeys(PEOPLE, 200)) for path in PAGES]


def as_markdown() -> str:
    """The table as docs/access.md shows it."""
    head = ["request", *PEOPLE]
    rows = [head, ["---"] * len(head)]
    rows += [[f"`{line.name}`", *map(str, line.statuses.values())] for line in LINES]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)

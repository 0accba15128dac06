"""One blueprint per noun. A route parses, calls one operation and dumps."""

from server.routes import (
    connectivity,
    doors,
    evidence,
    files,
    jobs,
    joins,
    marks,
    media,
    operations,
    people,
    places,
    progress,
    recordings,
    sessions,
    shares,
)

BLUEPRINTS = (
    doors.blueprint,
    people.blueprint,
    places.blueprint,
    jobs.blueprint,
    progress.blueprint,
    evidence.blueprint,
    shares.blueprint,
    sessions.blueprint,
    marks.blueprint,
    recordings.blueprint,
    joins.blueprint,
    media.blueprint,
    connectivity.blueprint,
    operations.blueprint,
)
PLAIN = (files.blueprint,)

"""One blueprint per noun. A route parses, calls one operation and dumps."""

from server.routes import (
    connectivity,
    doors,
    evidence,
    files,
    jobs,
    joins,
    operations,
    people,
    places,
    progress,
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
    joins.blueprint,
    connectivity.blueprint,
    operations.blueprint,
)
PLAIN = (files.blueprint,)

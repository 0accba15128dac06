"""One blueprint per noun. A route parses, calls one operation and dumps.

A new noun is a file here, and its blueprint a line below.
"""

from server.routes import (
    connectivity,
    evidence,
    files,
    jobs,
    join_links,
    marks,
    media,
    operations,
    people,
    places,
    progress,
    recordings,
    second_factors,
    sessions,
    shares,
    sign_in,
    statements,
)

BLUEPRINTS = (
    sign_in.blueprint,
    second_factors.blueprint,
    people.blueprint,
    places.blueprint,
    jobs.blueprint,
    progress.blueprint,
    statements.blueprint,
    evidence.blueprint,
    shares.blueprint,
    sessions.blueprint,
    marks.blueprint,
    recordings.blueprint,
    join_links.blueprint,
    media.blueprint,
    connectivity.blueprint,
    operations.blueprint,
)
PLAIN = (files.blueprint,)

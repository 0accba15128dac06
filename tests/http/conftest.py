"""Fixtures: Tess's phone at work on a job, the media node that uploads her recording, and a session
of Eva and Tess."""

from uuid import UUID

import pytest
from flask import Flask

from tests.builders.jobs import open_job
from tests.builders.recordings import start_recording
from tests.builders.sessions import live_session
from tests.builders.site import Site
from tests.http.call import Call
from tests.http.node import Node, node_of
from tests.http.phone import Phone


@pytest.fixture
def phone(s3_site: Site) -> Phone:
    return Phone(s3_site, s3_site.signed_in("Tess"), open_job(s3_site.world, s3_site.world.tess))


@pytest.fixture
def node(s3_site: Site, app: Flask) -> Node:
    world = s3_site.world
    job = open_job(world, world.tess)
    session = live_session(world, job)
    return Node(s3_site, job, session, start_recording(world, job, session), node_of(s3_site, app))


@pytest.fixture
def job(site: Site) -> UUID:
    return open_job(site.world, site.world.tess)


@pytest.fixture
def call(site: Site, job: UUID) -> Call:
    eva, tess = site.signed_in("Eva"), site.signed_in("Tess")
    return Call(site, job, live_session(site.world, job), eva, tess)

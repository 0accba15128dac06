"""Tess at work, with her phone."""

import pytest

from tests.builders.jobs import open_job
from tests.builders.site import Site
from tests.http.phone import Phone


@pytest.fixture
def phone(s3_site: Site) -> Phone:
    return Phone(s3_site, s3_site.signed_in("Tess"), open_job(s3_site.world, s3_site.world.tess))

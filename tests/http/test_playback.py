"""Cleo's browser plays a recording and jumps in it, under our own content security policy."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser
from werkzeug.serving import make_server

from server.app import create_app
from server.settings.settings import Settings
from storage.s3 import S3Settings
from tests.builders.browsers import DESK, window
from tests.builders.clips import clip
from tests.builders.jobs import open_job
from tests.builders.recordings import RecordingUpload, seat_of, start_recording
from tests.builders.sessions import live_session
from tests.builders.site import Site, share_link
from tests.builders.world import World

PLAY = """async (address) => {
  const video = document.createElement("video");
  video.muted = true;
  document.body.append(video);
  const come = (event) => new Promise((done, fail) => {
    video.addEventListener(event, done, { once: true });
    video.addEventListener("error", () => fail(new Error(video.error.message)), { once: true });
  });
  const ready = come("loadeddata");
  video.src = address;
  await ready;
  const there = come("seeked");
  video.currentTime = 15;
  await there;
  return [video.duration, video.currentTime, video.videoWidth, video.videoHeight];
}"""


@contextmanager
def served(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def site(s3_world: World, s3_settings: S3Settings, tmp_path: Path) -> Site:
    environ = {
        "SMARTHANDS_DATA": str(tmp_path),
        "SMARTHANDS_S3_URL": s3_settings.url,
        "SMARTHANDS_S3_ACCESS_KEY": s3_settings.access_key,
        "SMARTHANDS_S3_SECRET_KEY": s3_settings.secret_key,
        "SMARTHANDS_S3_BUCKET": s3_settings.bucket,
    }
    return Site(create_app(Settings.from_environment(environ)), s3_world)


@pytest.mark.parametrize("kind", ["webm", "mp4"])
def test_a_recording_plays_and_seeks_through_our_redirect(
    site: Site, browser: Browser, kind: str
) -> None:
    world = site.world
    job = open_job(world, world.tess)
    session = live_session(world, job)
    recording = start_recording(world, job, session)
    seat = seat_of(world, session, world.tess)
    file = RecordingUpload(world, recording, seat, media_type=f"video/{kind}").begin()
    file.put(clip(kind, seconds=20)).complete(seconds=20)
    token, _share = share_link(world, job)
    with served(site.app) as url, window(browser, DESK) as desk:
        desk.page.goto(f"{url}/healthz")
        address = f"{url}/api/shares/{token}/evidence/{file.id}/recording"
        played: list[Any] = desk.page.evaluate(PLAY, address)
    assert played[0] == pytest.approx(20, abs=0.5)
    assert played[1:] == [15, 640, 480]

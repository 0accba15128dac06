"""Mallory sends a file that takes over its decoder; from there she reaches nothing."""

import ast
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest

from confinement import walls
from realtime.media.stills.decoder_pool import MEMORY, DecoderPool
from realtime.media.stills.decoder_process import READY, REQUEST
from realtime.nodes.nodes import Nodes, read_load
from smarthands.upkeep import readiness
from smarthands.upkeep.deliveries import ALIVE_SECONDS
from tests.builders.peers import run
from tests.builders.pictures import photo
from tests.builders.site import Site
from tests.builders.stepped_worker import SteppedWorker
from tests.builders.world import World
from tests.contracts.sources import PRODUCT, name, python_files, tree
from tests.security.intruder import attempts
from workers.loop import Worker
from workers.sandbox.limits import Limits
from workers.sandbox.probe import reached

ROOT = Path(__file__).parents[2]
WORKERS_PROGRAMS = ("workers.sandbox.photo", "workers.sandbox.poster", "workers.sandbox.audio")
STILLS = "realtime.media.stills.decoder_process"
PROGRAMS = (*WORKERS_PROGRAMS, STILLS)
"""Every program that decodes what strangers send."""
DRAWING = "server.ops.drawn_pictures"
LIBRARIES = frozenset({"PIL", "av", "pillow_heif"})
WEBM = b"\x1a\x45\xdf\xa3"
WITHOUT_WALLS = """
import json, os, pathlib, sys
from tests.security.intruder import attempts
targets, refused = json.loads(sys.argv[1]), []
for name, attempt in attempts(targets).items():
    child = os.fork()
    if not child:
        try:
            attempt()
        except OSError:
            os._exit(1)
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        refused.append(name)
    pathlib.Path(targets["database"]).write_text("secret")  # the attempt may have deleted it
print(*refused)
"""
TARGETS = {"database": "/", "keys": "/", "folder": "/", "port": 0}
REFUSALS = {"Permission denied", "Operation not permitted", "Too many open files"}


@pytest.fixture(scope="module")
def targets(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """A database, keys and servers, all of which this user may reach."""
    folder = tmp_path_factory.mktemp("house")
    for file in ("database", "keys"):
        (folder / file).write_text("secret")
    with ExitStack() as opened:
        tcp = opened.enter_context(closing(socket.create_server(("127.0.0.1", 0))))
        unix = opened.enter_context(closing(socket.socket(socket.AF_UNIX)))
        unix.bind(str(folder / "socket"))
        unix.listen()
        yield {
            **{name: str(folder / name) for name in ("database", "keys")},
            "folder": str(folder),
            "port": tcp.getsockname()[1],
        }


@pytest.fixture(scope="module", params=PROGRAMS)
def ends(
    request: pytest.FixtureRequest,
    targets: dict[str, Any],
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, str]:
    """How each attempt ended inside one of the programs."""
    folder, program = tmp_path_factory.mktemp("into"), str(request.param)
    (folder / "original").write_bytes(photo() if "photo" in program else WEBM)
    files, parent = [str(folder / "original"), str(folder)], str(os.getpid())
    arguments = [*files, parent, str(Limits().memory), str(Limits().cpu)]
    if program == STILLS:
        arguments = [parent, str(MEMORY)]
    process = subprocess.run(
        [
            *(sys.executable, "-m", "tests.security.intruder", json.dumps(targets)),
            *(program, *arguments),
        ],
        input=REQUEST.pack(b"VP8\0", 0, 1 << 20, 80, 4) + bytes(4),
        capture_output=True,
        cwd=ROOT,
        env={"MALLOC_ARENA_MAX": "1"},
        timeout=60,
        check=True,
    )
    answers: dict[str, str] = json.loads(process.stderr)
    assert process.stdout == (READY if program == STILLS else b"")
    return answers


@pytest.mark.parametrize("attempt", attempts(TARGETS))
def test_a_decoder_in_a_strangers_hands_is_refused(ends: dict[str, str], attempt: str) -> None:
    assert ends[attempt] in REFUSALS


def test_the_same_attempts_without_walls_reach_everything(targets: dict[str, Any]) -> None:
    """Otherwise the refusals would say nothing."""
    command = [sys.executable, "-c", WITHOUT_WALLS, json.dumps(targets)]
    assert subprocess.check_output(command, cwd=ROOT, timeout=60) == b"\n"


def test_nothing_else_decodes() -> None:
    """Each module that loads a decoder belongs to one of the programs."""
    loads = {
        name(path).removesuffix(".py").replace("/", ".")
        for path in python_files(*PRODUCT)
        if LIBRARIES & set(_imports(tree(path)))
    }
    assert loads
    # The pictures of the example jobs are drawn and written there, and no file is read.
    assert loads - _loaded_by(*PROGRAMS) == {DRAWING}
    drawing = tree(ROOT / f"{DRAWING.replace('.', '/')}.py")
    assert {each.attr for each in ast.walk(drawing) if isinstance(each, ast.Attribute)} & {
        *("open", "frombytes", "fromarray", "load", "verify")
    } == set()


def test_the_processes_that_have_secrets_load_no_decoder() -> None:
    # The library aiortc loads PyAV into a media node; no packet is decoded there.
    for module in ("workers.__main__", "server.app"):
        loaded = {each.split(".")[0] for each in _loaded_by(module)}
        assert loaded & LIBRARIES == set()


def _loaded_by(*modules: str) -> set[str]:
    script = f"import sys, {', '.join(modules)}; print(*sys.modules)"
    command = [sys.executable, "-c", script]
    return set(subprocess.check_output(command, cwd=ROOT, text=True).split())


def _imports(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.split(".")[0]


def test_a_worker_and_a_node_find_their_walls_standing() -> None:
    assert reached() == []

    async def story() -> None:
        async with DecoderPool() as pool:
            assert pool.confined

    run(story())


def test_a_kernel_without_walls_is_noticed() -> None:
    assert walls.reached() == list(walls.ATTEMPTS)


def test_a_worker_without_walls_says_so_in_readiness(site: Site) -> None:
    kit, nobody = site.world.kit, site.somebody()
    SteppedWorker(kit).beat()
    answer = nobody.get("/readyz")
    assert (answer.status, answer.body["confined"]) == (200, True)
    Worker(kit, [], [], confined=False).beat()
    answer = nobody.get("/readyz")
    assert (answer.status, answer.body["ok"], answer.body["confined"]) == (200, True, False)
    site.world.clock.pass_by(seconds=ALIVE_SECONDS + 1)
    SteppedWorker(kit).beat()
    assert nobody.get("/readyz").body["confined"] is True


def test_a_node_without_walls_says_so_with_its_load(world: World) -> None:
    nodes = Nodes()
    told = {"cpu": 0.1, "packets": 0, "sessions": 0, "draining": False}
    for more, confined in (({}, True), ({"confined": False}, False), ({"confined": True}, True)):
        load = read_load({**told, **more})
        assert load is not None
        nodes.add("sid", "node").told(load)
        check = readiness.check(world.kit, nodes_confined=nodes.confined())
        assert check["confined"] is confined

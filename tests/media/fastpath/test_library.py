"""The compiled library exists where there is a compiler, another version of it is refused, and the
sanitizers find no undefined behaviour in it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from realtime.media.forwarding.fastpath import library as fastpath_library
from tests.builders.fastpath_rig import compiled

SOURCES = sorted(map(str, fastpath_library.HERE.glob("*.c")))
CC = shutil.which("cc")
FLAGS = ["-std=c11", "-Wall", "-Wextra", "-Werror", "-fPIC", "-shared", "-pthread"]


def built(into: Path, *flags: str) -> Path:
    assert CC is not None
    path = into / "libfastpath.so"
    command = [CC, *FLAGS, *flags, "-I", str(fastpath_library.HERE), "-o", str(path), *SOURCES]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    return path


@pytest.mark.skipif(CC is None or sys.platform != "linux", reason="no compiler")
def test_the_fast_path_is_compiled_where_there_is_a_compiler(tmp_path: Path) -> None:
    assert fastpath_library.library() is not None
    assert fastpath_library.open_library(built(tmp_path)) is not None


@compiled
@pytest.mark.skipif(CC is None, reason="no compiler")
def test_a_library_that_is_broken_or_of_another_version_is_not_used(tmp_path: Path) -> None:
    assert fastpath_library.open_library(tmp_path / "missing.so") is None
    (tmp_path / "text.so").write_text("no library")
    assert fastpath_library.open_library(tmp_path / "text.so") is None
    other = tmp_path / "other.c"
    other.write_text("int fastpath_sizes(void) { return 7; }")
    assert CC is not None
    path = tmp_path / "other.so"
    subprocess.run([CC, *FLAGS, "-o", str(path), str(other)], check=True, timeout=60)
    assert fastpath_library.open_library(path) is None


@pytest.mark.soak
@pytest.mark.timeout(900)
@pytest.mark.skipif(CC is None or sys.platform != "linux", reason="no compiler")
@pytest.mark.parametrize(
    ("runtime", "flags"),
    [
        ("libasan.so", ["-fsanitize=address,undefined", "-fno-sanitize-recover=undefined"]),
        ("libtsan.so", ["-fsanitize=thread"]),
    ],
)
def test_the_fast_path_passes_under_the_sanitizers(
    tmp_path: Path, runtime: str, flags: list[str]
) -> None:
    assert CC is not None
    path = built(tmp_path, "-O1", "-g", *flags)
    command = [CC, f"-print-file-name={runtime}"]
    runtime_path = subprocess.run(
        command, check=True, capture_output=True, text=True
    ).stdout.strip()
    if not Path(runtime_path).exists():
        pytest.skip(f"no {runtime}")
    run = (
        "import pathlib, sys, pytest; "
        "from realtime.media.forwarding.fastpath import library as fastpath_library; "
        f"fastpath_library.COMPILED = pathlib.Path({str(path)!r}); "
        "sys.exit(pytest.main(['-q', '-p', 'no:cacheprovider', '-m', 'soak or not soak', "
        "'tests/media/fastpath/test_in_c.py', 'tests/media/fastpath/test_thread.py', "
        "'tests/media/fastpath/test_parsers_in_c.py', 'tests/media/fastpath/test_in_a_stream.py', "
        "'tests/media/test_losses.py']))"
    )
    result = subprocess.run(
        [sys.executable, "-c", run],
        env=os.environ
        | {
            "LD_PRELOAD": runtime_path,
            "ASAN_OPTIONS": "detect_leaks=0",
            "TSAN_OPTIONS": "exitcode=66",
        },
        capture_output=True,
        text=True,
        timeout=800,
        check=False,
    )
    assert result.returncode == 0, result.stdout[-4_000:] + result.stderr[-4_000:]
    assert "Sanitizer" not in result.stderr

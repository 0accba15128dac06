"""One edge, and one upstream behind it, serve all tests of a module."""

from collections.abc import Iterator

import pytest

from tests.builders.edge_process import Edge, Upstream, edge, upstream


@pytest.fixture(scope="module")
def upstream_server() -> Iterator[Upstream]:
    with upstream() as server:
        yield server


@pytest.fixture(scope="module")
def edge_process(
    tmp_path_factory: pytest.TempPathFactory, upstream_server: Upstream
) -> Iterator[Edge]:
    with edge(tmp_path_factory.mktemp("edge") / "lan", upstream_server.port) as running:
        yield running
        assert "Traceback" not in running.log.read_text()


@pytest.fixture
def web(upstream_server: Upstream) -> Iterator[Upstream]:
    """The upstream with its usual answers, which a test may change."""
    yield upstream_server
    upstream_server.answer, upstream_server.hasty = type(upstream_server).answer, b""

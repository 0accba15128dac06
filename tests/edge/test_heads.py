"""The heads of requests and responses on their way through the edge, with hostile headers."""

import h11
from hypothesis import given
from hypothesis import strategies as st

from edge.heads import Backend, to_backend

CALLER = "127.0.0.9"
NAMES = st.sampled_from(
    ["X-Forwarded-For", "x_forwarded_for", "Connection", "Upgrade", "Cookie", "TE", "Accept"]
)
VALUES = st.sampled_from(
    ["6.6.6.6", "close", "upgrade, x-forwarded-for", "websocket", "h2c", "host", "content-length"]
)


@given(st.lists(st.tuples(NAMES, VALUES), max_size=8))
def test_the_edge_writes_its_own_head_whatever_the_request_holds(
    header_lines: list[tuple[str, str]],
) -> None:
    request = h11.Request(
        method="PUT", target="/", headers=[*header_lines, ("Host", "x"), ("Content-Length", "5")]
    )
    rewritten = to_backend(request, CALLER, Backend("127.0.0.1", 1))
    names = [name for name, _ in rewritten.headers]
    for name in (b"x-forwarded-for", b"x-forwarded-proto", b"host", b"content-length"):
        assert names.count(name) == 1
    assert dict(rewritten.headers)[b"x-forwarded-for"] == CALLER.encode()
    assert not any(b"_" in name for name in names)
    assert dict(rewritten.headers)[b"connection"] in {b"close", b"Upgrade"}

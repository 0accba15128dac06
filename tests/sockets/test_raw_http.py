"""Requests that no library sends to the real gunicorn, and what its log keeps of requests."""

import json
import socket
from uuid import uuid4

import pytest
from sqlalchemy import update

from smarthands.model import Event
from tests.builders.jobs import open_job
from tests.builders.site import jobs_path, link, login, note, share_link, token_in
from tests.builders.web_process import WebProcess
from tests.builders.world import World

MANY = 3_000_000


def raw(web: WebProcess, request_bytes: bytes) -> tuple[int, bytes]:
    """The status and all bytes of the answer; the status is 0 when the connection was closed
    without an answer."""
    with socket.create_connection(("localhost", web.port), timeout=5) as connection:
        try:
            connection.sendall(request_bytes)
            connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # The server refused the request before all of it was sent.
        answer = b""
        try:
            while chunk := connection.recv(65536):
                answer += chunk
        except ConnectionError:
            pass
    return int(answer.split(b" ", 2)[1]) if answer else 0, answer


def request(line: str, *headers: str, body: bytes = b"") -> bytes:
    return "\r\n".join([line, *headers, "", ""]).encode("latin-1") + body


GET = "GET /healthz HTTP/1.1"
POST = "POST /api/logins HTTP/1.1"
HOST = "Host: localhost"
JSON = "Content-Type: application/json"
ODD = {
    "no Host": (request(GET), {200, 400}),
    "HTTP/1.0": (request("GET /healthz HTTP/1.0"), {200}),
    "a Host of a stranger": (request(GET, "Host: evil.test"), {200}),
    "a Host that is none": (request(GET, "Host: a b"), {200, 400}),
    "a length that is no number": (request(POST, HOST, JSON, "Content-Length: x"), {400}),
    "a negative length": (request(POST, HOST, JSON, "Content-Length: -1"), {400}),
    "two lengths": (
        request(POST, HOST, JSON, "Content-Length: 2", "Content-Length: 3", body=b"{}"),
        {400},
    ),
    "length and chunks": (
        request(POST, HOST, JSON, "Content-Length: 2", "Transfer-Encoding: chunked", body=b"{}"),
        {400},
    ),
    "a length beyond the body": (
        request(POST, HOST, JSON, "Content-Length: 90", body=b"{}"),
        {400, 403, 422},
    ),
    "a length of 10 GB": (
        request(POST, HOST, JSON, "Content-Length: 10000000000", body=b"{}"),
        {413},
    ),
    "a chunk that is none": (
        request(POST, HOST, JSON, "Transfer-Encoding: chunked", body=b"zz\r\n{}\r\n"),
        {400},
    ),
    "a header of 100 KB": (
        request(GET, HOST, f"X-A: {'a' * 10**5}"),
        {400, 431},
    ),
    "1,000 headers": (request(GET, HOST, *["X-A: a"] * 1000), {400, 431}),
    "an address of 100 KB": (request(f"GET /{'a' * 10**5} HTTP/1.1", HOST), {400, 414}),
    "a line break in a header": (request(GET, HOST, "X-A: a\nb: c\x00"), {400}),
    "a method nobody knows": (request("BREW /api/jobs HTTP/1.1", HOST), {400, 405}),
    "no HTTP at all": (b"\x16\x03\x01\x02\x00\x01\x00", {0, 400}),
}


@pytest.mark.parametrize(("request_bytes", "statuses"), ODD.values(), ids=ODD)
def test_an_odd_request_is_answered_and_the_next_one_too(
    web: WebProcess, request_bytes: bytes, statuses: set[int]
) -> None:
    status, answer = raw(web, request_bytes)
    assert status in statuses, answer[:300]
    assert b"Traceback" not in answer
    assert web.ask("GET", "/healthz")[0] == 200


def test_chunks_beyond_the_limit_are_too_large(web: WebProcess) -> None:
    """No Content-Length tells beforehand how long the body is."""
    chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
    body = chunk * (MANY // 0x10000) + b"0\r\n\r\n"
    start = request(POST, HOST, JSON, "Origin: null", "Transfer-Encoding: chunked", body=body)
    status, answer = raw(web, start)
    assert status == 413, answer
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["code"] == "too_large"


def test_chunks_within_the_limit_are_read(web: WebProcess, shared: World) -> None:
    token = token_in(link(shared, "Tess").url)
    data = json.dumps({"link": token, "bearer": True}).encode()
    body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(data), data)
    assert raw(web, request(POST, HOST, JSON, "Transfer-Encoding: chunked", body=body))[0] == 201


def test_the_log_contains_no_secret_and_no_name(web: WebProcess, shared: World) -> None:
    job_id = open_job(shared, shared.tess, title="Alarm in the vault")
    link_token, (share, _id) = token_in(link(shared, "Tess").url), share_link(shared, job_id)
    tess, guess, password = login(shared, "Tess"), uuid4().hex * 2, "correct horse battery"
    before = len(web.log.read_text())
    for method, path, body, token in (
        ("GET", f"/api/links/{link_token}", None, None),
        ("GET", f"/in/{link_token}", None, None),
        ("GET", f"/api/shares/{share}", None, None),
        ("GET", f"/s/{share}?from={guess}", None, None),
        ("GET", f"/api/shares/{guess}", None, None),
        ("GET", "/api/logins/current", None, tess),
        ("GET", "/api/jobs?q=vault&colour=tess@firm.test", None, tess),
        ("POST", jobs_path(job_id, "notes"), note(shared, "the code is swordfish"), tess),
        ("POST", "/api/jobs", {"title": {"vault": guess}, "tess@firm.test": 1}, tess),
        ("GET", f"/api/nothing/{guess}", None, guess),
        ("GET", "/metrics", None, guess),
        # These end the login that comes along.
        ("PUT", "/api/logins/current/password", {"password": password}, tess),
        ("POST", "/api/logins", {"link": link_token, "bearer": True}, None),
        ("POST", "/api/logins", {"email": "tess@firm.test", "password": guess}, None),
    ):
        web.ask(method, path, body, token, Cookie=f"smarthands_login={tess}")
    log = web.log.read_text()[before:]
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    assert len([line for line in lines if line["event"] == "request"]) >= 12
    assert {line["role"] for line in lines if "role" in line} >= {None, "technician"}
    assert all(len(line["request_id"]) == 32 for line in lines if line["event"] == "request")
    secrets = (link_token, share, tess, guess, password, "swordfish")
    for secret in (*secrets, "tess@", "Tess", "vault", str(job_id), "10.1."):
        assert secret not in log


def test_a_failure_is_logged_without_the_values_it_happened_with(
    web: WebProcess, shared: World
) -> None:
    dan, job_id = login(shared, "Dan"), open_job(shared)
    before = len(web.log.read_text())
    with shared.kit.transaction() as tx:
        tx.db.execute(update(Event).where(Event.stream == f"job/{job_id}").values(body="swordfish"))
    status, problem, _headers = web.ask("GET", jobs_path(job_id, "events"), token=dan)
    log = web.log.read_text()[before:]
    assert (status, problem["code"]) == (500, "internal")
    assert '"exc_type": "JSONDecodeError"' in log
    assert problem["request_id"] in log
    assert "swordfish" not in log + str(problem)


def test_an_error_of_the_database_is_logged_without_values_and_nothing_is_lost(
    web: WebProcess, shared: World
) -> None:
    dan, before = login(shared, "Dan"), len(web.log.read_text())
    with shared.engine.begin() as db:
        db.exec_driver_sql(
            "CREATE TRIGGER broken BEFORE INSERT ON organizations "
            "BEGIN SELECT RAISE(FAIL, 'worn out'); END"
        )
    try:
        body = {"id": str(uuid4()), "name": "code swordfish", "contact": "of the vault"}
        status, problem, headers = web.ask("POST", "/api/organizations", body, dan)
    finally:
        with shared.engine.begin() as db:
            db.exec_driver_sql("DROP TRIGGER broken")
    log = web.log.read_text()[before:]
    assert (status, problem["code"], headers["Retry-After"]) == (503, "busy", "1")
    assert "worn out" in log
    assert "swordfish" not in log + str(problem)
    assert web.ask("POST", "/api/organizations", body, dan)[0] == 201

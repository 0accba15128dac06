#!/bin/sh
# What the tests need besides Python and Node: Chromium, PostgreSQL's server programs, PgBouncer,
# coturn, and a compiler for the media node's fast path.
# Debian's packages when root; else Playwright's Chromium, and what needs the others is skipped.
root=$(cd "$(dirname "$0")/.." && pwd)
apt() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y "$@"; } >/dev/null 2>&1
}
# Debian's packages would start a TURN server for everyone on the network, and a pooler: a unit that
# is masked beforehand is not started. The tests start their own, on loopback and on Unix sockets.
apt_without_service() {
    command -v systemctl >/dev/null && systemctl mask "$1" >/dev/null 2>&1
    apt "$1"
}
has_postgresql() { ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; }

if ! command -v chromium >/dev/null && ! apt chromium; then
    "$root/.venv/bin/playwright" install chromium || {
        echo "Chromium is needed for the journeys: install it (Debian: apt-get install chromium)" >&2
        exit 1
    }
fi
# The same engine without windows: the tests take a fifth less of the processor, and need it not.
command -v chromium-headless-shell >/dev/null || apt chromium-headless-shell || true
# Without it, the tests with our own root in Chromium are skipped.
command -v certutil >/dev/null || apt libnss3-tools || true
if ! has_postgresql && ! { apt postgresql && has_postgresql; }; then
    echo "skipping the PostgreSQL tests: no /usr/lib/postgresql/*/bin, and installing it takes root"
fi
if ! command -v pgbouncer >/dev/null && ! { apt_without_service pgbouncer && command -v pgbouncer >/dev/null; }; then
    echo "skipping the PgBouncer tests: no pgbouncer, and installing it takes root"
fi
if ! command -v turnserver >/dev/null && ! { apt_without_service coturn && command -v turnserver >/dev/null; }; then
    echo "skipping the TURN tests: no turnserver, and installing coturn takes root"
fi
command -v "${CC:-cc}" >/dev/null || apt gcc libc6-dev ||
    echo "skipping the tests of the compiled fast path: no cc, and installing it takes root"

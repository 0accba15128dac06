#!/bin/sh
# What the tests need besides Python and Node: Chromium, and PostgreSQL's server programs.
# Debian's packages when root; else Playwright's Chromium, and the PostgreSQL tests are skipped.
root=$(cd "$(dirname "$0")/.." && pwd)
apt() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y "$@"; } >/dev/null 2>&1
}
has_postgresql() { ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; }

if ! command -v chromium >/dev/null && ! apt chromium; then
    "$root/.venv/bin/playwright" install chromium || {
        echo "Chromium is needed for the journeys: install it (Debian: apt-get install chromium)" >&2
        exit 1
    }
fi
if ! has_postgresql && ! { apt postgresql && has_postgresql; }; then
    echo "skipping the PostgreSQL tests: no /usr/lib/postgresql/*/bin, and installing it takes root"
fi

#!/bin/sh
# Runs every test but the long ones. Those in which media runs as time goes on, mostly in browsers,
# run one at a time, and come first at the processor; all others fill what these leave of it.
# What the former print is kept, and shown at the end.
cd "$(dirname "$0")/.." || exit 1
python=.venv/bin/python
said=$(mktemp)
live=
trap 'rm -f "$said"' EXIT
trap '[ -z "$live" ] || kill "$live" 2>/dev/null; exit 130' INT TERM

"$python" -m pytest -m "live and not soak" -o cache_dir=.pytest_cache/live >"$said" 2>&1 &
live=$!
failed=0
(cd web && nice ../scripts/npm.sh run test) || failed=1
nice "$python" -m pytest -n 3 --dist worksteal -m "not soak and not live" || failed=1
wait "$live" || failed=1
cat "$said"
exit "$failed"

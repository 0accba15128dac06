#!/bin/sh
# Runs every test but the long ones. Those in which media runs as time goes on, mostly in browsers,
# run one at a time, and come first at the processor; all others fill what these leave of it.
# What the former print is kept, and shown at the end.
cd "$(dirname "$0")/.." || exit 1
python=.venv/bin/python
said=$(mktemp)
live=
trap 'kill $live $lowering 2>/dev/null; rm -f "$said"' EXIT
trap 'exit 130' INT TERM

# Linux weighs sessions against each other before it looks at `nice`, and each browser and each house
# of a test is a session of its own: a session whose leader is nice is made so as a whole.
lower_nice_sessions() {
    while sleep 1; do
        ps -eo pid=,sid=,ni= | awk '$1 == $2 && $3 == 10 { print $1 }' | while read -r leader; do
            echo 10 2>/dev/null >"/proc/$leader/autogroup"
        done
    done
}
lowering=
if [ -w /proc/self/autogroup ]; then
    lower_nice_sessions 2>/dev/null &
    lowering=$!
fi

"$python" -m pytest -m "live and not soak" -o cache_dir=.pytest_cache/live >"$said" 2>&1 &
live=$!
failed=0
(cd web && nice ../scripts/npm.sh run test) || failed=1
nice "$python" -m pytest -n 3 --dist worksteal -m "not soak and not live" || failed=1
wait "$live" || failed=1
cat "$said"
exit "$failed"

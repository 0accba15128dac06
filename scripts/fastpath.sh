#!/bin/sh
# Compiles the media node's fast path (realtime/media/forwarding/fastpath), where there is a compiler.
# Without it the node forwards every packet in Python: more CPU, and otherwise the same.
here=$(cd "$(dirname "$0")/../realtime/media/forwarding/fastpath" && pwd)
cc=${CC:-cc}
[ "$(uname -s)" = Linux ] && command -v "$cc" >/dev/null || exit 0
"$cc" -std=c11 -O2 -Wall -Wextra -fPIC -shared -pthread -o "$here/libfastpath.new" "$here"/*.c &&
    exec mv "$here/libfastpath.new" "$here/libfastpath.so"
# A library that was compiled from an older state would not fit.
rm -f "$here/libfastpath.so" "$here/libfastpath.new"
echo "the fast path wasn't compiled: the media node forwards every packet in Python" >&2

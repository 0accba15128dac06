#!/bin/sh
# Writes locks/*.txt anew: every Python package, direct or not, for every platform and Python that
# we run on, with the hashes of its files. `make lock` after a change of requirements*.txt.
cd "$(dirname "$0")/.." || exit 1
lock() {
    lockfile=$1
    shift
    .venv-tools/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-header --no-annotate "$@" --output-file "$lockfile"
}
lock locks/runtime.txt requirements.txt locks/build.in &&
    lock locks/dev.txt requirements-dev.txt locks/build.in --constraint locks/runtime.txt &&
    lock locks/tools.txt locks/tools.in &&
    lock locks/node.txt locks/node.in

#!/bin/sh
# Prints the first Python that can make our environment, or says in one line what is missing.
found=""
for python in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
    found="$python"
    "$python" -c 'import ensurepip, venv' 2>/dev/null || continue
    command -v "$python"
    exit 0
done
if [ -n "$found" ]; then
    echo "$found cannot make virtual environments: install its venv module (Debian: apt-get install python3-venv)" >&2
else
    echo "Python 3.11 or newer is needed: install it (Debian: apt-get install python3 python3-venv), or name one with make PYTHON=/path/to/python" >&2
fi
exit 1

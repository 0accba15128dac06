# The three steps of a finding: its packages, the output that was seen, and its program.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Installs the packages named, each as NAME==VERSION, into a new Python environment.
packages() {
    "${PYTHON:-python3}" -m venv "$work/env"
    timeout 600 "$work/env/bin/pip" install --quiet --disable-pip-version-check "$@" \
        2>"$work/errors" || { cat "$work/errors" >&2; return 1; }
}

# Takes the output that was seen from standard input.
seen() {
    cat >"$work/seen"
}

# Runs the Python program on standard input, for at most three minutes; fails unless it prints what
# was seen.
program() {
    cat >"$work/program.py"
    (cd "$work" && PATH="$work/env/bin:$PATH" timeout --kill-after 10 180 \
        env/bin/python -W ignore program.py >output)
    diff --label seen --label now -u "$work/seen" "$work/output"
    cat "$work/output"
}

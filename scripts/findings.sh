#!/bin/sh
# Runs every finding, one after the other, and lists those whose behaviour has changed.
cd "$(dirname "$0")/../findings" || exit 1
changed=""
for finding in *.sh; do
    [ "$finding" = lib.sh ] && continue
    echo "== $finding"
    "./$finding" || changed="$changed $finding"
done
[ -z "$changed" ] && exit 0
printf '\nchanged:\n' >&2
printf '  findings/%s\n' $changed >&2
exit 1

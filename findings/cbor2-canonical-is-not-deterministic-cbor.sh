#!/usr/bin/env bash
# cbor2's canonical form sorts the keys of a map by length first, which RFC 8949 no longer does.
#
# Version: cbor2 6.3.0.
# A good guess: `canonical=True` of a library for RFC 8949 writes that RFC's deterministic encoding
# (section 4.2.1: keys in the order of their encoded bytes), so a signature over a map that another
# language wrote deterministically can be checked over what cbor2 writes from the same values.
# Behaviour: it is the older rule of RFC 7049, section 3.9 (shorter keys first). Maps with only text
# keys, or only small positive ones, come out alike, so the difference shows late: COSE's headers
# mix positive and negative labels of one and two bytes (1, 33, -1), and there the bytes differ.
# Numbers are shortened in both. So hash and sign the bytes that arrived, never what was written
# again from them, and sort the keys yourself where RFC 8949 is asked for.
# Output: a map's keys in the order that cbor2 writes, in the order of RFC 8949, and whether maps
# with text keys and with small positive keys are the same in both.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
packages cbor2==6.3.0
seen <<'OUTPUT'
cbor2, canonical: [1, -1, 33, 'x5']
RFC 8949, 4.2.1: [1, 33, -1, 'x5']
only text keys are the same: True
only positive keys are the same: True
1.5 takes three bytes: True
OUTPUT
program <<'PYTHON'
import cbor2


def as_written(values):
    return list(cbor2.loads(cbor2.dumps(values, canonical=True)))


def by_bytes(values):
    return sorted(values, key=cbor2.dumps)


header = {"x5": b"", -1: 1, 33: b"", 1: -8}
print("cbor2, canonical:", as_written(header))
print("RFC 8949, 4.2.1:", by_bytes(header))
for label, keys in {"text": ["sha256", "at", "job"], "positive": [300, 24, 1, 70_000]}.items():
    values = dict.fromkeys(keys, 0)
    print(f"only {label} keys are the same:", as_written(values) == by_bytes(values))
print("1.5 takes three bytes:", len(cbor2.dumps(1.5, canonical=True)) == 3)
PYTHON

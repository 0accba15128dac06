#!/usr/bin/env bash
# rfc8785 writes canonical JSON that it refuses once Python has read it back.
#
# Version: rfc8785 0.1.4 with the json module of Python 3.11.
# A good guess: canonical JSON stays canonical: what `dumps` wrote, read by `json.loads` and given
# to `dumps` again, is the same text. A verifier of a hash chain does just that.
# Behaviour: a float that is whole and from 2**53 to below 1e21 is written without a point, as the
# RFC asks (it is how JavaScript writes it). Python reads such a text as an int, and an int beyond
# 2**53 - 1 is refused with IntegerDomainError, so that a valid document can be written and hashed
# but not be verified. A verifier has to read with `parse_int=float`, or to answer rather than
# raise.
# Output: what each number is written as, what Python reads, and what the second `dumps` makes of
# it.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
packages rfc8785==0.1.4
seen <<'OUTPUT'
9007199254740991.0 is written 9007199254740991, read as int, again 9007199254740991
9007199254740992.0 is written 9007199254740992, read as int, again IntegerDomainError
1e+16 is written 10000000000000000, read as int, again IntegerDomainError
1e+20 is written 100000000000000000000, read as int, again IntegerDomainError
1e+21 is written 1e+21, read as float, again 1e+21
1e+16 read with parse_int=float: again 10000000000000000
OUTPUT
program <<'PYTHON'
import json

import rfc8785


def again(value):
    try:
        return rfc8785.dumps(value).decode()
    except rfc8785.IntegerDomainError as error:
        return type(error).__name__


for number in (2.0**53 - 1, 2.0**53, 1e16, 1e20, 1e21):
    text = rfc8785.dumps(number).decode()
    value = json.loads(text)
    kind = type(value).__name__
    print(f"{number!r} is written {text}, read as {kind}, again {again(value)}")
value = json.loads(rfc8785.dumps(1e16), parse_int=float)
print("1e+16 read with parse_int=float: again", again(value))
PYTHON

#!/usr/bin/env bash
# pymerkle's roots are those of RFC 6962, and its proofs are not.
#
# Version: pymerkle 7.0.0.
# A good guess: a tree whose root agrees with RFC 6962 (a certificate log's, or a transparency
# log's) also hands out proofs that a verifier of RFC 6962 or 9162 accepts.
# Behaviour: an inclusion proof begins with the hash of the leaf itself, and is one hash longer
# than the RFC's; without its first hash it is the RFC's. A consistency proof is of another kind:
# it proves 4 leaves in 7 by four hashes where the RFC has one, and in two of five proofs the
# RFC's hashes are not even among its own, so that a converter has to compute them from the
# leaves.
# Output: the comparison for all trees of one to sixteen leaves, against the recursive definitions
# of RFC 6962, section 2.1.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
packages pymerkle==7.0.0
seen <<'OUTPUT'
roots that agree: 16 of 16
inclusion proofs that agree: 0 of 136
inclusion proofs that agree without their first hash: 136 of 136
inclusion proofs whose first hash is the leaf's: 136 of 136
consistency proofs that agree: 0 of 120
consistency proofs that contain the RFC's hashes: 71 of 120
hashes that prove 4 leaves in 7: 4, in RFC 6962 1
OUTPUT
program <<'PYTHON'
from hashlib import sha256

from pymerkle import InmemoryTree


def leaf(entry):
    return sha256(b"\0" + entry).digest()


def split(entries):
    """The largest power of two that is smaller than the number of entries."""
    return 1 << (len(entries) - 1).bit_length() - 1


def root(entries):
    if len(entries) == 1:
        return leaf(entries[0])
    k = split(entries)
    return sha256(b"\1" + root(entries[:k]) + root(entries[k:])).digest()


def path(m, entries):
    if len(entries) == 1:
        return []
    k = split(entries)
    if m < k:
        return [*path(m, entries[:k]), root(entries[k:])]
    return [*path(m - k, entries[k:]), root(entries[:k])]


def subproof(m, entries, whole):
    if m == len(entries):
        return [] if whole else [root(entries)]
    k = split(entries)
    if m <= k:
        return [*subproof(m, entries[:k], whole), root(entries[k:])]
    return [*subproof(m - k, entries[k:], False), root(entries[:k])]


tree, entries = InmemoryTree(algorithm="sha256"), []
roots, inclusions, without_first, firsts, consistencies, contained = [], [], [], [], [], []
for size in range(1, 17):
    entries.append(b"entry %d" % size)
    tree.append_entry(entries[-1])
    roots.append(tree.get_root() == root(entries))
    for m in range(size):
        hashes = list(tree.prove_inclusion(m + 1, size).path)
        inclusions.append(hashes == path(m, entries))
        without_first.append(hashes[1:] == path(m, entries))
        firsts.append(hashes[0] == leaf(entries[m]))
    for m in range(1, size):
        hashes = list(tree.prove_consistency(m, size).path)
        consistencies.append(hashes == subproof(m, entries, True))
        contained.append(set(subproof(m, entries, True)) <= set(hashes))


def share(values):
    return f"{sum(values)} of {len(values)}"


print("roots that agree:", share(roots))
print("inclusion proofs that agree:", share(inclusions))
print("inclusion proofs that agree without their first hash:", share(without_first))
print("inclusion proofs whose first hash is the leaf's:", share(firsts))
print("consistency proofs that agree:", share(consistencies))
print("consistency proofs that contain the RFC's hashes:", share(contained))
own, rfc = len(tree.prove_consistency(4, 7).path), len(subproof(4, entries[:7], True))
print(f"hashes that prove 4 leaves in 7: {own}, in RFC 6962 {rfc}")
PYTHON

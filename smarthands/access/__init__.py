"""Access has two questions: does it exist for this actor (a select), and may the actor do this
(a table). docs/access.md shows both as a matrix; tests/access holds the code to it.
"""

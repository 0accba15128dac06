"""`python -m schemas.typescript` prints web/src/protocol/net/wire.ts; `make wire` writes it."""

from schemas.typescript.wire import wire_ts

if __name__ == "__main__":
    print(wire_ts(), end="")

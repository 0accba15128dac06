"""`smarthands refusals`: who tried what, and was refused, by the log that keeps no names."""

import argparse
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from server.callers import caller_key
from server.refusal_log import Refusal, RefusalLog, logged
from server.settings.settings import Settings

MOST_SHOWN = 200


@dataclass(slots=True)
class Tried:
    """Alike refusals: how many, from when to when."""

    times: int
    first: str
    last: str


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--days", type=int, default=1, help="as far back (default: %(default)s)")
    parser.add_argument("--reason", help="one reason alone, like signed_out or too_many")
    parser.add_argument("--address", help="one IP address alone; the log has its digest")
    parser.add_argument("--name", help="one tried e-mail address alone; the log has its digest")
    parser.add_argument("--person", help="the id of one person alone")


def lines(settings: Settings, args: argparse.Namespace) -> Iterator[str]:
    """The table, the most frequent first, and below it how many there were by reason."""
    tries = counted(settings, args)
    ordered = sorted(tries.items(), key=lambda entry: -entry[1].times)
    yield f"{'times':>7}  {'last':20}  {'reason':14}  {'address':16}  who and where"
    for refusal, tried in ordered[:MOST_SHOWN]:
        who = refusal.person or (f"name {refusal.claimed}" if refusal.claimed else "")
        where = " ".join(word for word in (refusal.door, refusal.route or "(many)", who) if word)
        address = refusal.address or "(many)"
        yield f"{tried.times:7}  {tried.last:20}  {refusal.reason:14}  {address:16}  {where}"
    if len(ordered) > MOST_SHOWN:
        yield f"{len(ordered) - MOST_SHOWN} more lines are in {settings.data / 'refusals'}"
    reasons: Counter[str] = Counter()
    for refusal, tried in ordered:
        reasons[refusal.reason] += tried.times
    yield ", ".join(f"{reason}: {times}" for reason, times in reasons.most_common()) or "nobody"


def counted(settings: Settings, args: argparse.Namespace) -> dict[Refusal, Tried]:
    log = RefusalLog(settings.data, settings.secret, settings.refusal_days, _now)
    wanted = {
        "reason": args.reason,
        "person": args.person,
        "address": log.digest(caller_key(args.address)) if args.address else None,
        "claimed": log.digest(args.name.strip().lower()) if args.name else None,
    }
    tries: dict[Refusal, Tried] = {}
    for line in logged(settings.data, (_now() - timedelta(days=args.days)).date()):
        if any(value and getattr(line.refusal, name) != value for name, value in wanted.items()):
            continue
        tried = tries.setdefault(line.refusal, Tried(0, line.at, line.at))
        tried.times += line.times
        tried.last = line.at
    return tries


def _now() -> datetime:
    return datetime.now(UTC)

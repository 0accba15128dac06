"""The `smarthands` command: one function per command, and their table."""

import argparse
import os
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from server.operator import OperatorError
from server.ops import supervisor
from server.ops.private_files import UMASK
from server.settings.parse import matching
from server.settings.settings import Settings
from smarthands.errors import Problem
from storage.process import die_with_parent


@dataclass(frozen=True)
class Command:
    """A subcommand: `arguments` adds what it takes to the parser, `act` does it."""

    meaning: str
    act: Callable[[Settings, argparse.Namespace], None]
    arguments: Callable[[argparse.ArgumentParser], object] = lambda parser: None
    part: str = "operator"
    """Whose secrets it needs, by `server/settings/needs.py`."""


def run(settings: Settings, args: argparse.Namespace) -> None:
    if args.end_with_parent:
        die_with_parent(os.getppid(), signal.SIGTERM)
    supervisor.run(settings, args.procfile, examples=args.examples)


def run_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--procfile", type=Path, default=supervisor.PROCFILE, help="default: %(default)s"
    )
    parser.add_argument(
        "--end-with-parent",
        action="store_true",
        help="end all processes when the process that started this one ends, however it ends",
    )
    parser.add_argument(
        "--examples",
        action="store_true",
        help="in development, add two example jobs with drawn pictures to the first start's world",
    )


def migrate(settings: Settings, args: argparse.Namespace) -> None:
    # The import waits until here: the supervisor, which stays, needs no database library.
    from server.ops.migrate import migrate

    migrate(settings)


def seed(settings: Settings, args: argparse.Namespace) -> None:
    """Only in development, and only on an empty database.

    It migrates first: one process for both, since loading the database library takes longer than
    either.
    """
    if settings.production:
        return
    migrate(settings, args)
    from server.kit import open_kit
    from smarthands.upkeep.seeding import seed

    for seeded in seed(open_kit(settings)):
        print(f"{seeded.person.name} ({seeded.person.role}): {seeded.link.url}")


def examples(settings: Settings, args: argparse.Namespace) -> None:
    """Only in development, and only in the world that `seed` made."""
    if settings.production:
        return
    from server.ops.examples import fill

    if url := fill(settings):
        print(f"An example of what a client gets: {url}")


def create_administrator(settings: Settings, args: argparse.Namespace) -> None:
    from server.kit import open_kit
    from smarthands.upkeep.seeding import create_administrator

    seeded = create_administrator(
        open_kit(settings), name=args.name, email=args.email, organization=args.organization
    )
    print(f"{seeded.person.name} ({seeded.person.role}): {seeded.link.url}")


def administrator_arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True)
    create = verbs.add_parser("create", help="make an administrator and print her sign-in link")
    create.add_argument("--name", required=True)
    create.add_argument("--email", required=True)
    create.add_argument(
        "--organization", default="Smart Hands", help="the provider's name, on first use"
    )


def node(settings: Settings, args: argparse.Namespace) -> None:
    from server.auth.node_auth import new_credential

    token, entry = new_credential(args.name)
    print(f"On the node:         SMARTHANDS_MEDIA_TOKEN={token}")
    print(f"On the web process:  SMARTHANDS_MEDIA_NODES={_with_entry(settings, entry)}")
    print("Restart the web process, then the node; then take the name's older entry out.")


def _with_entry(settings: Settings, entry: str) -> str:
    return ",".join([*(f"{name}:{digest}" for name, digest in settings.media_nodes), entry])


def node_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", type=matching(r"[A-Za-z0-9_.-]{1,40}", "a name of the node"))


def show_refusals(settings: Settings, args: argparse.Namespace) -> None:
    from server.ops import refusals

    for line in refusals.lines(settings, args):
        print(line)


def refusals_arguments(parser: argparse.ArgumentParser) -> None:
    from server.ops import refusals

    refusals.arguments(parser)


def backup(settings: Settings, args: argparse.Namespace) -> None:
    from server.ops import maintenance

    maintenance.back_up(settings, args.folder.absolute())


def restore(settings: Settings, args: argparse.Namespace) -> None:
    from server.ops import maintenance

    maintenance.bring_back(settings, args.folder.absolute())


def folder_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path)


COMMANDS = {
    "run": Command("start all processes and watch over them", run, run_arguments),
    "migrate": Command(
        "bring the database to the shape this version needs", migrate, part="migrate"
    ),
    "seed": Command("in development, migrate, and fill an empty database", seed, part="seed"),
    "examples": Command(
        "in development, add example jobs to the first start's world", examples, part="seed"
    ),
    "admin": Command("administrators", create_administrator, administrator_arguments),
    "node": Command("make a media node's credential, or renew it", node, node_arguments),
    "refusals": Command("show who tried, and was refused", show_refusals, refusals_arguments),
    "backup": Command("write database and objects to a new folder", backup, folder_argument),
    "restore": Command("bring a backup back into an empty installation", restore, folder_argument),
}


def main(words: Sequence[str] | None = None) -> int:
    """Exit code: 0, 1 when a command failed, 2 when it could not be understood."""
    parser = argparse.ArgumentParser(prog="smarthands", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, command in COMMANDS.items():
        command.arguments(commands.add_parser(name, help=command.meaning))
    args = parser.parse_args(words)
    os.umask(UMASK)
    command = COMMANDS[args.command]
    try:
        command.act(Settings.from_environment(os.environ, part=command.part), args)
    except (OperatorError, Problem) as error:
        print(f"smarthands: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

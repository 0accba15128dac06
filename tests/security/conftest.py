"""One web process for all tests of sockets here."""

from tests.builders.shared_web import shared, shared_folder, web

__all__ = ["shared", "shared_folder", "web"]

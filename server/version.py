"""The version of the installed package."""

from importlib.metadata import PackageNotFoundError, version

try:
    VERSION = version("smarthands")
except PackageNotFoundError:  # started from a folder without installing
    VERSION = "0.1.0"

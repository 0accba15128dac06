"""The error of a setting."""

from server.operator import OperatorError


class SettingsError(OperatorError):
    """A setting that can't be used; the message is one line that says what to do."""

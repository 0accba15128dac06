"""The base of the errors that an operator reads in the terminal."""


class OperatorError(Exception):
    """The message is one line that says what to do."""

"""What goes wrong in front of an operator."""


class OperatorError(Exception):
    """The message is one line that says what to do."""

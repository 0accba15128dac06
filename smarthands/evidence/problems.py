"""The reasons for which a file has no picture and no sound, or only a part of one."""

from enum import StrEnum


class FileProblem(StrEnum):
    """Each is an answer of its own: `damaged` means that bytes are missing or wrong."""

    NOT_A_PICTURE = "not_a_picture"
    NOT_A_SOUND = "not_a_sound"
    UNSUPPORTED = "unsupported"
    """The file may well be whole; its kind of picture or sound is one that is not decoded here."""
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_LONG = "too_long"
    OUT_OF_MEMORY = "out_of_memory"
    TOO_SLOW = "too_slow"
    CRASHED = "crashed"
    """The decoder ended itself over the file, which says nothing of who is to blame."""
    DAMAGED = "damaged"
    FAILED = "failed"
    """The rendering was given up, for reasons that have nothing to do with the file."""

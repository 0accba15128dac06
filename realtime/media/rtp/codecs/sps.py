"""The picture size in an H.264 sequence parameter set (ITU-T H.264 sections 7.3.2.1.1 and
7.4.2.1.1)."""

# These profiles say how colour is sampled.
_HIGH = frozenset((44, 83, 86, 100, 110, 118, 122, 128, 134, 135, 138, 139, 244))
LARGEST = 16_384


class _Bits:
    """A reader of bits, which raises IndexError at the end."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def bit(self) -> int:
        value = self._data[self._at >> 3] >> (7 - self._at & 7) & 1
        self._at += 1
        return value

    def bits(self, count: int) -> int:
        value = 0
        for _ in range(count):
            value = value << 1 | self.bit()
        return value

    def number(self) -> int:
        """An unsigned Exp-Golomb number (section 9.1)."""
        zeros = 0
        while not self.bit():
            zeros += 1
            if zeros > 32:
                raise IndexError
        return (1 << zeros) - 1 + self.bits(zeros)

    def signed(self) -> int:
        value = self.number()
        return (value + 1) // 2 if value & 1 else -(value // 2)


def picture_size(unit: bytes) -> tuple[int, int] | None:
    """Width and height in pixels; None when the unit can't be read."""
    try:
        size = _read(_Bits(unit[1:].replace(b"\0\0\3", b"\0\0")))
    except IndexError:
        return None
    return size if all(0 < side <= LARGEST for side in size) else None


def _read(bits: _Bits) -> tuple[int, int]:
    profile = bits.bits(8)
    bits.bits(16)
    bits.number()
    sampling = _read_sampling(bits) if profile in _HIGH else 1
    bits.number()
    order = bits.number()
    if order == 0:
        bits.number()
    elif order == 1:
        _skip_cycle(bits)
    bits.number()
    bits.bit()
    width = (bits.number() + 1) * 16
    height = bits.number() + 1
    fields = 1 if bits.bit() else 2
    height *= 16 * fields
    if fields == 2:
        bits.bit()
    bits.bit()
    if bits.bit():
        across = 2 if sampling in (1, 2) else 1
        down = (2 if sampling == 1 else 1) * fields
        width -= across * (bits.number() + bits.number())
        height -= down * (bits.number() + bits.number())
    return width, height


def _read_sampling(bits: _Bits) -> int:
    sampling = bits.number()
    if sampling == 3:
        bits.bit()
    bits.number()
    bits.number()
    bits.bit()
    if bits.bit():
        for which in range(12 if sampling == 3 else 8):
            if bits.bit():
                _skip_list(bits, 16 if which < 6 else 64)
    return sampling


def _skip_list(bits: _Bits, count: int) -> None:
    last = following = 8
    for _ in range(count):
        if following:
            following = (last + bits.signed()) % 256
        last = following or last


def _skip_cycle(bits: _Bits) -> None:
    bits.bit()
    bits.number()
    bits.number()
    for _ in range(min(bits.number(), 255)):
        bits.number()

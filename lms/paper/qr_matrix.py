"""QR codes as squares, made fast: hundreds of certificates are drawn at once.

The tables and the fixed patterns are segno's, which takes fifty times as long to lay out one code, mostly to weigh eight masks against one
another. Any of them can be read by any reader, so that ours is always the same. Source: ISO/IEC 18004:2015.
"""

import re
from collections.abc import Callable
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any, Literal, NamedTuple

import segno.consts
import segno.encoder

consts: Any = segno.consts  # these publish no types
encoder: Any = segno.encoder
Level = Literal["l", "m", "h"]
_LEVELS = {"l": consts.ERROR_LEVEL_L, "m": consts.ERROR_LEVEL_M, "h": consts.ERROR_LEVEL_H}
_MASK = 3
_ALPHANUMERIC = {character: value for value, character in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")}
_PAIRS = {(first, second): f"{45 * high + low:011b}" for first, high in _ALPHANUMERIC.items() for second, low in _ALPHANUMERIC.items()}
_OCTETS = [f"{byte:08b}" for byte in range(256)]
_COUNTED, _COUNTED_BYTES = (9, 11, 13), (8, 16, 16)  # bits, in versions up to 9, 26 and 40
_LONG_ENOUGH = 14  # shorter stretches cost more in switching than they save
_STRETCH = re.compile(rf"[0-9A-Z $%*+\-./:]{{{_LONG_ENOUGH},}}")
_BEYOND_LATIN = re.compile("[^\x00-\xff]")
_VERSIONS = range(1, 41)
_REMAINDERS = (0, 7, 7, 7, 7, 7, *[0] * 7, *[3] * 7, *[4] * 7, *[3] * 7, *[0] * 6)


class TooLong(ValueError):
    """A text does not fit into any QR code."""


class Matrix(NamedTuple):
    """A QR code. `dark`: its modules row by row, 1 for dark."""

    version: int
    side: int
    dark: bytes


class _Segment(NamedTuple):
    """A stretch of text in one mode."""

    is_alphanumeric: bool
    length: int
    bits: str

    def counted_in(self, version: int) -> int:
        """Return in how many bits its length is written."""
        return (_COUNTED if self.is_alphanumeric else _COUNTED_BYTES)[(version > 9) + (version > 26)]

    def written(self, version: int) -> str:
        """Return mode, length and content as digits 0 and 1."""
        return f"{'0010' if self.is_alphanumeric else '0100'}{self.length:0{self.counted_in(version)}b}{self.bits}"


class _Template(NamedTuple):
    """All that codes of one size and level share. `places`: takes from a message the bit that each module shows, its last one for none."""

    side: int
    ground: int
    places: Callable[[bytes], tuple[int, ...]]


def qr_matrix(text: str, error: Level) -> Matrix:
    """Return the smallest QR code that holds a text. Raises TooLong.

    error: how much of it may be lost, `l` for 7 %, `m` for 15 %, `h` for 30 %.
    """
    segments = _segments(text)
    length = sum(len(segment.bits) for segment in segments)
    for version, capacity in enumerate(_capacities(error), start=1):
        if length < capacity and sum(4 + segment.counted_in(version) + len(segment.bits) for segment in segments) <= capacity:
            template = _template(version, error)
            message = _message(_padded("".join(segment.written(version) for segment in segments), capacity), version, error)
            shown = int.from_bytes(bytes(template.places(message)), "big")
            return Matrix(version, template.side, (shown ^ template.ground).to_bytes(template.side**2, "big"))
    raise TooLong(f"{len(text)} characters do not fit into a QR code")


@cache
def _capacities(error: Level) -> list[int]:
    """Return how many bits each version holds."""
    return [consts.SYMBOL_CAPACITY[version][_LEVELS[error]] for version in _VERSIONS]


def _segments(text: str) -> list[_Segment]:
    """Write long stretches of capitals and digits in the mode made for them: 5½ bits a character instead of 8."""
    encoding = "utf-8" if _BEYOND_LATIN.search(text) else "iso-8859-1"
    segments, done = [], 0
    for stretch in _STRETCH.finditer(text):
        segments += _bytes_segment(text[done : stretch.start()].encode(encoding))
        segments.append(_alphanumeric_segment(stretch.group()))
        done = stretch.end()
    return segments + _bytes_segment(text[done:].encode(encoding))


def _bytes_segment(content: bytes) -> list[_Segment]:
    return [_Segment(False, len(content), "".join(map(_OCTETS.__getitem__, content)))] if content else []


def _alphanumeric_segment(text: str) -> _Segment:
    pairs = map(_PAIRS.__getitem__, zip(text[::2], text[1::2], strict=False))
    return _Segment(True, len(text), "".join(pairs) + (f"{_ALPHANUMERIC[text[-1]]:06b}" if len(text) % 2 else ""))


def _padded(bits: str, capacity: int) -> bytes:
    bits += "0" * min(4, capacity - len(bits))
    bits += "0" * (-len(bits) % 8)
    content = int(bits, 2).to_bytes(len(bits) // 8, "big")
    missing = capacity // 8 - len(content)
    return content + (b"\xec\x11" * (missing // 2 + 1))[:missing]


def _message(content: bytes, version: int, error: Level) -> bytes:
    """Return the bits of the message, one a byte: the blocks and their corrections, interleaved. A last 0 stands for what is no message."""
    blocks: list[bytes] = []
    corrections: list[bytes] = []
    start = 0
    for info in consts.ECC[version][_LEVELS[error]]:
        for _number in range(info.num_blocks):
            block = content[start : start + info.num_data]
            start += info.num_data
            blocks.append(block)
            corrections.append(_correction(block, info.num_total - info.num_data))
    longest = max(map(len, blocks))
    woven = [block[rank] for rank in range(longest) for block in blocks if rank < len(block)]
    woven += [correction[rank] for rank in range(len(corrections[0])) for correction in corrections]
    bits = f"{int.from_bytes(bytes(woven), 'big'):0{8 * len(woven)}b}{'0' * (_REMAINDERS[version - 1] + 1)}"
    return bits.encode().translate(_DIGITS)


_DIGITS = bytes(max(0, byte - 48) if byte < 50 else 0 for byte in range(256))


def _correction(block: bytes, words: int) -> bytes:
    """Return the Reed-Solomon words of a block: what is left of it after division by the generator."""
    multiples, top, kept = _multiples(words), 8 * (words - 1), (1 << 8 * (words - 1)) - 1
    left = 0
    for byte in block:
        left = ((left & kept) << 8) ^ multiples[byte ^ (left >> top)]
    return left.to_bytes(words, "big")


@cache
def _multiples(words: int) -> tuple[int, ...]:
    """Return the generator of so many words times each byte, its leading 1 left out, as one number each."""
    powers = consts.GEN_POLY[words]
    rows = [bytes(words)]
    for factor in range(1, 256):
        rows.append(bytes(consts.GALIOS_EXP[(consts.GALIOS_LOG[factor] + power) % 255] for power in powers))
    return tuple(int.from_bytes(row, "big") for row in rows)


@lru_cache(maxsize=32)
def _template(version: int, error: Level) -> _Template:
    side = encoder.calc_matrix_size(version)
    bits = sum(8 * info.num_total * info.num_blocks for info in consts.ECC[version][_LEVELS[error]]) + _REMAINDERS[version - 1]
    low, high = _placed([number & 255 for number in range(bits)], version), _placed([number >> 8 for number in range(bits)], version)
    ground = _placed([0] * bits, version)
    is_free = [module == _FREE for row in _patterns(version) for module in row]
    numbers = (second << 8 | first for first, second in zip(b"".join(low), b"".join(high), strict=True))
    places = itemgetter(*(number if free else bits for number, free in zip(numbers, is_free, strict=True)))
    _mask, ground = encoder.find_and_apply_best_mask(ground, side, side, _MASK)
    encoder.add_format_info(ground, version, _LEVELS[error], _MASK)
    encoder.add_version_info(ground, version)
    return _Template(side, int.from_bytes(b"".join(bytes(row) for row in ground), "big"), places)


_FREE = 2  # how the library marks what no fixed pattern takes


def _patterns(version: int) -> tuple[bytearray, ...]:
    side = encoder.calc_matrix_size(version)
    matrix: tuple[bytearray, ...] = encoder.make_matrix(side, side)
    encoder.add_finder_patterns(matrix, side, side)
    encoder.add_alignment_patterns(matrix, side, side)
    return matrix


def _placed(values: list[int], version: int) -> tuple[bytearray, ...]:
    matrix = _patterns(version)
    encoder.add_codewords(matrix, values, version)
    return matrix

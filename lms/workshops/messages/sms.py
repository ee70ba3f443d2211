"""How many SMS a text becomes: the seven-bit alphabet of GSM when it can be written in it, else two bytes a character.

Source: 3GPP TS 23.038 (the alphabet and its extension table) and TS 23.040 (one SMS carries 140 bytes; of a longer text each part
gives six of them to the header that puts the parts together again).
"""

from collections.abc import Iterable
from dataclasses import dataclass

GSM = "GSM-7"
UCS2 = "UCS-2"

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")
"""Written as two: an escape, then a character."""
_ALONE = {GSM: 160, UCS2: 70}
_PART = {GSM: 153, UCS2: 67}


@dataclass(frozen=True)
class SmsCount:
    """What a text costs."""

    encoding: str
    units: int
    """Septets in GSM-7, sixteen-bit units in UCS-2."""
    segments: int
    room: int
    """Units that are left in the last of them."""
    foreign: tuple[str, ...]
    """The characters for which GSM-7 will not do, in order of appearance."""


def count_sms(text: str) -> SmsCount:
    """Return how many SMS a text becomes, and why not fewer. An empty text is one empty SMS."""
    foreign = tuple(dict.fromkeys(letter for letter in text if letter not in _BASIC and letter not in _EXTENDED))
    encoding = UCS2 if foreign else GSM
    sizes = [_size(letter, encoding) for letter in text]
    if sum(sizes) <= _ALONE[encoding]:
        return SmsCount(encoding, sum(sizes), 1, _ALONE[encoding] - sum(sizes), foreign)
    segments, used = _packed(sizes, _PART[encoding])
    return SmsCount(encoding, sum(sizes), segments, _PART[encoding] - used, foreign)


def _size(letter: str, encoding: str) -> int:
    if encoding == GSM:
        return 2 if letter in _EXTENDED else 1
    return len(letter.encode("utf-16-be")) // 2


def _packed(sizes: Iterable[int], most: int) -> tuple[int, int]:
    """Return (segments, units used in the last): what is written as two units is never parted between two SMS."""
    segments, used = 1, 0
    for size in sizes:
        if used + size > most:
            segments, used = segments + 1, 0
        used += size
    return segments, used

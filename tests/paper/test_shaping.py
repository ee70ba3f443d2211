import random
import unicodedata

import pytest
import uharfbuzz as hb
from bidi import get_display

from lms.paper.bidi import visual_runs
from lms.paper.shaping import BOLD, FALLBACK, ITALIC, NASKH, REGULAR, face_of, shaped

ARABIC = "محمد ولد سيدي"
PIECES = ("Awa", ARABIC, "12", "٣٤", " ", "-", ",", "ⵎⵓⵙⴰ", "é", "1.5", "%", "לום", " dite ")


def displayed(text: str) -> str:
    """Return the letters of a line from left to right."""
    return "".join(part[::-1] if is_from_right else part for _start, part, is_from_right in visual_runs(text))


def test_lines_of_two_directions_stand_as_the_reference_says() -> None:
    draw = random.Random(1)
    for _turn in range(2000):
        text = "".join(draw.choice(PIECES) for _piece in range(draw.randint(1, 7)))
        assert displayed(text) == get_display(text), text


def test_nothing_is_lost_between_directions() -> None:
    for text in (f"Mohamed ({ARABIC}) 12", f"{ARABIC} dit Awa", ARABIC, "", "Awa"):
        assert sorted(displayed(text)) == sorted(text)


def test_arabic_letters_join_and_stand_from_right_to_left() -> None:
    (run,) = (run for run in shaped(ARABIC.split(maxsplit=1)[0], BOLD))
    assert (run.font, run.is_from_right) == (NASKH, True)
    alone = {face_of(NASKH).known[ord(letter)] for letter in ARABIC}
    assert sum(cluster.glyphs[0].number not in alone for cluster in run.clusters) >= 3
    assert "".join(cluster.text for cluster in reversed(run.clusters)) == ARABIC.split(maxsplit=1)[0]


@pytest.mark.parametrize("font", [REGULAR, BOLD, ITALIC])
def test_accents_stand_over_the_letters_of_bambara(font: str) -> None:
    (small,) = shaped("ɔ̀", font)
    (capital,) = shaped("Ɔ̀", font)
    assert small.font == capital.font == font
    assert all(glyph.advance == 0 for run in (small, capital) for glyph in run.clusters[0].glyphs[1:])
    assert capital.clusters[0].glyphs[-1].y > small.clusters[0].glyphs[-1].y


def test_letters_that_the_serif_lacks_come_from_another_font() -> None:
    assert [run.font for run in shaped("Awa ⵎⵓⵙⴰ", BOLD)] == [BOLD, FALLBACK]


@pytest.mark.parametrize("font", [REGULAR, BOLD, ITALIC])
def test_plain_letters_are_set_as_harfbuzz_sets_them(font: str) -> None:
    face, draw = face_of(font), random.Random(2)
    letters = [chr(letter) for letter in face.known if not unicodedata.combining(chr(letter)) and face.plain(chr(letter))]
    assert len(letters) > 500
    for _turn in range(300):
        text = "".join(draw.choice(letters) for _letter in range(12))
        buffer = hb.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        buffer.direction = "ltr"
        hb.shape(face.font, buffer)
        (run,) = shaped(text, font)
        assert [cluster.glyphs[0].number for cluster in run.clusters] == [info.codepoint for info in buffer.glyph_infos], text
        assert all(place.x_offset == place.y_offset == 0 for place in buffer.glyph_positions), text

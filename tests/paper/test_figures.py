import pytest
from reportlab.platypus import Spacer

from lms.paper.figures import Figure, figure
from lms.paper.styles import TEXT_HEIGHT, TEXT_WIDTH
from tests.paper.reading import fonts, opened, words
from tests.paper.test_flow import laid_out


def drawing(width: int = 320, height: int = 500, family: str = "") -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"><rect width="100" height="50" fill="#2b3487"/>'
        f'<g font-size="13" font-weight="700"{family}><text x="14" y="31">Kɔnɔ<tspan x="14" dy="1.25em">et ɲɛ</tspan></text></g>'
        '<text x="14" y="90" font-style="italic">penché</text></svg>'
    )


@pytest.mark.parametrize("family", ["", ' font-family="system-ui, Arial"', " font-family='Comic Sans MS'"])
def test_letters_of_a_drawing_are_ours_whatever_it_asks_for(family: str) -> None:
    file = laid_out([figure(drawing(family=family), caption="Une légende")])
    assert "Kɔnɔ et ɲɛ penché Une légende" in words(file, 1)
    assert {font.split("+")[1] for font in fonts(file)} <= {"RelaisSerif-Regular", "RelaisSerif-Bold", "RelaisSerif-Italic"}


@pytest.mark.parametrize(("width", "height"), [(320, 500), (320, 3000), (1200, 400), (40, 40)])
def test_a_drawing_fits_the_page(width: int, height: int) -> None:
    block = figure(drawing(width, height), caption="Une légende")
    _wide, high = block.wrap(TEXT_WIDTH, TEXT_HEIGHT)
    assert high <= TEXT_HEIGHT
    assert len(opened(laid_out([block])).pages) == 2


def test_a_drawing_shrinks_a_little_rather_than_leave_half_a_page_empty() -> None:
    block = figure(drawing(), caption="Une légende")
    _wide, high = block.wrap(TEXT_WIDTH, TEXT_HEIGHT)
    assert len(opened(laid_out([Spacer(0, TEXT_HEIGHT - high * 0.85), figure(drawing(), caption="Une légende")])).pages) == 2
    assert len(opened(laid_out([Spacer(0, TEXT_HEIGHT - high * 0.6), figure(drawing(), caption="Une légende")])).pages) == 3


def test_a_drawing_is_drawn_the_same_every_time() -> None:
    assert laid_out([figure(drawing(), caption="x")]) == laid_out([figure(drawing(), caption="x")])


def test_a_figure_is_one_block() -> None:
    assert isinstance(figure(drawing(), caption="x"), Figure)

"""From marks to plain words."""

from collections.abc import Iterable

import pytest

from lms.quizzes.exchange.model import File, Text, TextFormat, Unkeepable
from lms.quizzes.exchange.wording import plain_words

HTML, AUTO, MARKDOWN = TextFormat.HTML, TextFormat.AUTO, TextFormat.MARKDOWN


@pytest.mark.parametrize(
    ("text", "format_", "words", "lost"),
    [
        ("<p>Un</p><p>Deux</p>", HTML, "Un\nDeux", {}),
        ("<div>Un<br/>Deux</div>", HTML, "Un\nDeux", {}),
        ("<p>Un <b>mot</b>, un <em>autre</em></p>", HTML, "Un mot, un autre", {"b", "em"}),
        ('<a href="http://exemple.org">ici</a>', HTML, "ici", {"a"}),
        ("<ul><li>un</li><li>deux</li></ul>", HTML, "un\ndeux", {"ul", "li"}),
        ("2&nbsp;500 &lt; 3&#160;000 &amp; « oui »", HTML, "2\u00a0500 < 3\u00a0000 & « oui »", {}),
        ("sur\n  deux   lignes", HTML, "sur deux lignes", {}),
        ("10 m<sup>2</sup> et H<sub>2</sub>O", HTML, "10 m² et H₂O", {}),
        ("le 1<sup>er</sup>", HTML, "le 1er", {"sup"}),
        ("<o:p>Word</o:p><!-- rien -->", HTML, "Word", {"o:p"}),
        ("fin <!-- ouverte", HTML, "fin <!-- ouverte", {}),
        (r"\( x < 2 \)", HTML, r"\( x < 2 \)", {"formula"}),
        ("si a<b alors c>d", AUTO, "si a<b alors c>d", {}),
        ("x<y, <b>gras</b>", AUTO, "x<y, gras", {"b"}),
        ('<span class="x" lang=fr>mot</span><br />fin', AUTO, "mot\nfin", {}),
        ("deux\nlignes", AUTO, "deux\nlignes", {}),
        ("Un **mot** et [ici](http://exemple.org)", MARKDOWN, "Un mot et ici", {"strong", "a"}),
        ("Un <u>mot</u> et <font>un</font>", MARKDOWN, "Un mot et un", {"u", "font"}),
        ("<b>tel quel</b> & **ceci**", TextFormat.PLAIN, "<b>tel quel</b> & **ceci**", {}),
    ],
)
def test_words_are_kept_and_marks_are_named(text: str, format_: TextFormat, words: str, lost: Iterable[str]) -> None:
    assert plain_words(Text(text, format_)) == (words, set(lost))


TAKES_LONG = ("[", "]", "<", "> ", "*", "_", "`", "|", "&", "\\", "!", "#", "~~", "=", "- ", "+ ", "a\n", "[a][", "**a ", "[a](<", "1\n-\n")
"""What Markdown takes the longer for, the more there is of it and of what stands around it."""


@pytest.mark.parametrize("mark", TAKES_LONG)
def test_markdown_that_would_take_long_is_refused(mark: str) -> None:
    plain_words(Text(f"Q {mark * 40}", MARKDOWN))
    with pytest.raises(Unkeepable, match="Its Markdown is too long or too nested"):
        plain_words(Text(f"Q {mark * 102}", MARKDOWN))


def test_markdown_longer_than_a_question_is_refused() -> None:
    assert plain_words(Text("*mot* " * 40 + "mot " * 1_000, MARKDOWN))[1] == {"em"}
    with pytest.raises(Unkeepable, match="Its Markdown is too long or too nested"):
        plain_words(Text("*mot* " * 40 + "mot " * 1_500, MARKDOWN))


@pytest.mark.parametrize(
    "text",
    [
        Text("Q", files=(File("a.png", "AA=="),)),
        Text('<img src="http://exemple.org/a.png">', HTML),
        Text("<IMG SRC=a.png>", AUTO),
        Text("![carte](a.png)", MARKDOWN),
        Text("<table><tr><td>a</td></tr></table>", HTML),
        Text("Écoutez <audio src='a.mp3'></audio>", MARKDOWN),
        Text("| a | b |\n|---|---|\n| 1 | 2 |", MARKDOWN),
        Text("<script>alert(1)</script>", HTML),
        Text("<audio src='a.mp3'></audio>", HTML),
        Text("{mlang fr}oui{mlang}{mlang en}yes{mlang}", HTML),
        Text('<span class="multilang" lang="fr">oui</span>', HTML),
    ],
)
def test_what_plain_words_cannot_show_is_refused(text: Text) -> None:
    with pytest.raises(Unkeepable):
        plain_words(text)

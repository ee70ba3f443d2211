import pytest

from lms.checks.readability import lix, number_of_words, sentences


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("Une phrase. Une autre phrase.", [2, 3]),
        ("# Titre\n\n## Section\n\nUne phrase.", [2]),
        ("| a | b |\n| --- | --- |\n| c d e | f |\n", []),
        ("- un point ;\n- un autre point.", [2, 3]),
        ("Deux lignes\nd'une phrase.", [5]),
        ('!!! key "Titre de la boîte"\n    Un mot.', [2]),
        ("La loi [@s26] dit [le mot](term:x) : oui.", [5, 1]),
    ],
)
def test_sentences_are_those_of_the_prose(markdown: str, words: list[int]) -> None:
    assert [sentence.words for sentence in sentences(markdown)] == words


def test_a_sentence_knows_the_line_of_its_paragraph() -> None:
    assert [sentence.line for sentence in sentences("# T\n\nUn.\n\nDeux.")] == [3, 5]


def test_lix_is_words_per_sentence_plus_the_share_of_long_words() -> None:
    # 10 words, 2 sentences, 1 word of more than six letters: 5 + 10.
    assert lix(sentences("Il va au puits ce soir. Elle reste ici demain matin.".replace("demain matin", "longtemps"))) == pytest.approx(5 + 10)


def test_words_are_counted_with_those_of_tables_and_headings() -> None:
    assert number_of_words("# Un titre\n\n| a | b |\n\nTrois mots ici [@s1].") == 7

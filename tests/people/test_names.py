import pytest

from lms.people.names import (
    Likeness,
    Name,
    NameOrder,
    has_lookalikes,
    is_damaged,
    letters_apart,
    likeness,
    name_words,
    split_names,
    tidy,
    typo_keys,
    without_title,
)
from lms.people.sexes import Sex


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  Aïssata\u00a0 Souleymane TRAORÉ\ndite  KONATÉ ", "Aïssata Souleymane TRAORÉ dite KONATÉ"),
        ("Ŋɔ̀lɔ Kɔnɛ", "Ŋɔ̀lɔ Kɔnɛ"),
        ("He\u0301le\u0300ne", "Hélène"),
        ("Awa\u200b\u202e Ba\u0007", "Awa Ba"),
        ("=1+1", "=1+1"),
        ("<b>Awa</b>", "<b>Awa</b>"),
    ],
)
def test_a_cell_is_kept_as_written_but_for_what_cannot_be_seen(written: str, kept: str) -> None:
    assert tidy(written) == kept


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("TRAORÉ dite KONATÉ", ("traore", "konate")),
        ("N'Golo", ("ngolo",)),
        ("N’Golo", ("ngolo",)),
        ("Jean-Marie", ("jean", "marie")),
        ("Ŋɔ̀lɔ", ("nolo",)),
        ("Awa DIARRA ép. TRAORÉ", ("awa", "diarra", "traore")),
        ("' ’", ()),
    ],
)
def test_names_are_compared_by_words(written: str, words: tuple[str, ...]) -> None:
    assert name_words(written) == words


@pytest.mark.parametrize(
    ("written", "rest", "sex"),
    [
        ("Mme TRAORÉ Awa", "TRAORÉ Awa", Sex.FEMALE),
        ("M. Issa Ba", "Issa Ba", Sex.MALE),
        ("M.Issa Ba", "Issa Ba", Sex.MALE),
        ("Dr Mme Awa Ba", "Awa Ba", Sex.FEMALE),
        ("Me. Awa Ba", "Awa Ba", Sex.NOT_STATED),
        ("Madani Ba", "Madani Ba", Sex.NOT_STATED),
        ("Mme", "Mme", Sex.NOT_STATED),
        ("El Hadj Oumar", "El Hadj Oumar", Sex.NOT_STATED),
    ],
)
def test_a_title_is_no_part_of_a_name(written: str, rest: str, sex: Sex) -> None:
    assert without_title(written) == (rest, sex)


@pytest.mark.parametrize("text", ["TraorÃ©", "KEÃ\u008fTA", "TRAORÃ‰", "Traor\ufffd", "SÃ gou"])
def test_letters_that_were_lost_are_seen(text: str) -> None:
    assert is_damaged(text)


@pytest.mark.parametrize("text", ["\u039aEÏTA", "Aw\u0430 KEITA", "K\u03b5ita", "TRAORÉ \u0410\u0412\u0410", "Awa \u00b5", "\ua4e5EITA"])
def test_letters_of_another_alphabet_that_look_the_same_are_seen(text: str) -> None:
    assert has_lookalikes(text)


@pytest.mark.parametrize(
    "text",
    ["KEITA", "N\u2019Golo DIAKITÉ", "N\u02bcGolo", "Ŋɔ̀lɔ Kɔnɛ", "Ɛɲi", "ⵎⵓⵙⴰ", "محمد MOHAMED", "ߊߥߊ Awa", "Иван", "Mª", "\uff2bEITA", ""],
)
def test_a_name_in_one_alphabet_or_in_two_that_nobody_confuses_mixes_none(text: str) -> None:
    assert not has_lookalikes(text)


@pytest.mark.parametrize("text", ["Traoré", "KEÏTA", "MAGALHÃES", "Â", "Ŋɔ̀lɔ"])
def test_letters_that_are_only_rare_are_not_taken_for_lost(text: str) -> None:
    assert not is_damaged(text)


@pytest.mark.parametrize(
    ("written", "family", "given"),
    [
        ("BALLO Lassana", "BALLO", "Lassana"),
        ("Aminata ONGOÏBA", "ONGOÏBA", "Aminata"),
        ("Aïssata Souleymane TRAORÉ dite KONATÉ", "TRAORÉ dite KONATÉ", "Aïssata Souleymane"),
        ("TRAORÉ Aïssata dite KONATÉ", "TRAORÉ dite KONATÉ", "Aïssata"),
        ("Balla dit Vieux TRAORÉ", "TRAORÉ", "Balla dit Vieux"),
        ("Yacouba AG IBRAHIM", "AG IBRAHIM", "Yacouba"),
        ("Ag ALHASSANE Tidiane", "Ag ALHASSANE", "Tidiane"),
        ("AG Alhassane Tidiane", "AG Alhassane", "Tidiane"),
        ("Hawa Ag Mohamed", "Ag Mohamed", "Hawa"),
        ("Fadimata Walet Oumar", "Walet Oumar", "Fadimata"),
        ("Sidi Ould Ahmed Ould Mohamed", "Ould Ahmed Ould Mohamed", "Sidi"),
        ("Moussa T. KEÏTA", "KEÏTA", "Moussa T."),
        ("N'DIAYE Awa", "N'DIAYE", "Awa"),
        ("ƝARE Kɔnimba", "ƝARE", "Kɔnimba"),
        ("Moussa Traoré dit Balla", "Traoré dit Balla", "Moussa"),
        ("Sékou Dembélé", "Dembélé", "Sékou"),
        ("Dembélé Sékou", "Dembélé", "Sékou"),
        ("DEMBELE SEKOU", "DEMBELE", "SEKOU"),
        ("SEKOU DEMBELE", "DEMBELE", "SEKOU"),
        ("Moussa Diarra Xyz", "Xyz", "Moussa Diarra"),
        ("Fatoumata", "Fatoumata", ""),
        ("FATOUMATA", "FATOUMATA", ""),
        ("Awa dite", "dite", "Awa"),
        ("", "", ""),
    ],
)
def test_a_whole_name_is_parted(written: str, family: str, given: str) -> None:
    assert split_names([written]) == [Name(family, given)]


def test_the_rest_of_a_column_says_what_is_a_family_name() -> None:
    column = ["Aro XYLA", "XYLA Ero", "Xyla Bero", "Cero Xyla"]
    assert [name.family for name in split_names(column)] == ["XYLA", "XYLA", "Xyla", "Xyla"]


def test_an_unknown_name_follows_the_order_of_the_others_written_like_it() -> None:
    assert split_names(["Traoré Awa", "Keïta Ali", "Xyz Uvw", "AWA TRAORE", "XYZ UVW"])[2::2] == [Name("Xyz", "Uvw"), Name("UVW", "XYZ")]


def test_a_person_decides_the_order_where_the_case_says_nothing() -> None:
    names = ["Awa Traoré", "Ag Mohamed Hawa", "Awa KEÏTA"]
    assert split_names(names, NameOrder.FAMILY_FIRST) == [Name("Awa", "Traoré"), Name("Ag Mohamed", "Hawa"), Name("KEÏTA", "Awa")]
    assert split_names(names, NameOrder.GIVEN_FIRST)[0] == Name("Traoré", "Awa")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (Name("TRAORÉ", "Awa"), Name("Awa", "traore"), Likeness.SAME),
        (Name("TRAORÉ dite KONATÉ", "Awa"), Name("Traoré", "Awa Konaté"), Likeness.SAME),
        (Name("Kɔnɛ", "Ŋɔ̀lɔ"), Name("Kone", "Nolo"), Likeness.SAME),
        (Name("Fatoumata"), Name("", "FATOUMATA"), Likeness.SAME),
        (Name("SIDIBE", "Yousouf"), Name("Sidibé", "Youssouf"), Likeness.TYPO),
        (Name("Ba", "Awa"), Name("Bah", "Awa"), Likeness.TYPO),
        (Name("Tall", "El Hadj"), Name("Tall", "Elhadj"), Likeness.TYPO),
        (Name("AG Mohamed", "Ramata"), Name("Agmohamed", "Ramata"), Likeness.TYPO),
        (Name("Diarra", "Amadou"), Name("Diarra", "Amaduo"), Likeness.TYPO),
        (Name("Traoré", "Awa"), Name("Traoré", "Awa Souleymane"), Likeness.PART),
        (Name("Fatoumata"), Name("Traoré", "Fatoumata"), Likeness.PART),
        (Name("Traoré", "Awa"), Name("Keïta", "Awa"), Likeness.GIVEN),
        (Name("Traoré", "Awa"), Name("Traoré", "Moussa"), Likeness.OTHER),
        (Name("Sy", "Awa"), Name("Ba", "Ali"), Likeness.OTHER),
        (Name("Dao", "Ali"), Name("Dia", "Aly"), Likeness.OTHER),
        (Name("Sow", "Issa"), Name("Sow", "Awa"), Likeness.OTHER),
        (Name("..."), Name("???"), Likeness.OTHER),
        (Name("..."), Name("Awa"), Likeness.OTHER),
    ],
)
def test_names_are_alike_or_not(one: Name, other: Name, expected: Likeness) -> None:
    assert likeness(one, other) is expected
    assert likeness(other, one) is expected


@pytest.mark.parametrize(
    ("one", "other", "most", "letters"),
    [
        ("awa", "awa", 2, 0),
        ("awa", "awwa", 2, 1),
        ("awa", "aaw", 2, 1),
        ("sekou", "sékou", 2, 1),
        ("kitten", "sitting", 3, 3),
        ("awa", "moussa", 2, 3),
        ("", "ab", 2, 2),
    ],
)
def test_letters_between_words_are_counted(one: str, other: str, most: int, letters: int) -> None:
    assert letters_apart(one, other, most) == letters


@pytest.mark.parametrize(
    "typo", ["yousouf sidibe", "yossouf sidibe", "youssouff sidibe", "yuossouf sidibe", "ypussouf sidibe", "youssouf sidib", "youssouf sibide x"]
)
def test_names_one_letter_apart_share_a_key(typo: str) -> None:
    shared = set(typo_keys(("sidibe", "youssouf"))) & set(typo_keys(sorted(typo.split())))
    assert bool(shared) == ("x" not in typo)


def test_a_name_is_sorted_by_family_name() -> None:
    assert Name("Ébène", "Zoé").sort_key == "ebene zoe"

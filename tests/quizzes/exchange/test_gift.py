"""GIFT, construct by construct."""

from decimal import Decimal

import pytest

from lms.quizzes.exchange.formats import Format, read, write
from lms.quizzes.exchange.model import Choice, ExchangedQuestion, File, NotWritable, Number, Pair, Reading, Text, TextFormat

ALL, NONE = Decimal(100), Decimal(0)


def gift(text: str) -> Reading:
    """Read a GIFT text."""
    return read(Format.GIFT, text.encode())


def one(text: str) -> ExchangedQuestion:
    """Read a GIFT text that holds one question, whole."""
    reading = gift(text)
    assert (reading.refused, reading.lost, len(reading.questions)) == ((), (), 1)
    return reading.questions[0]


def weighted(question: ExchangedQuestion) -> list[tuple[str, int, str]]:
    """Return the options as (text, weight, feedback)."""
    return [(option.text.text, int(option.weight), option.feedback.text) for option in question.options]


@pytest.mark.parametrize(
    ("text", "type", "stem", "options"),
    [
        ("Qui ?{~Ali =Awa ~Oumar}", "single", "Qui ?", [("Ali", 0, ""), ("Awa", 100, ""), ("Oumar", 0, "")]),
        ("La loi {~punit =définit} la traite.", "single", "La loi _____ la traite.", [("punit", 0, ""), ("définit", 100, "")]),
        ("Q{\n\t~non#Faux !\n\t=oui # Juste.\n}", "single", "Q", [("non", 0, "Faux !"), ("oui", 100, "Juste.")]),
        ("Q{~non ~%50%presque#Bien =oui}", "single", "Q", [("non", 0, ""), ("presque", 50, "Bien"), ("oui", 100, "")]),
        ("Q{=%100%oui ~%-25%non}", "single", "Q", [("oui", 100, ""), ("non", -25, "")]),
        ("Q{~%50%a ~%50%b ~%-100%c}", "multiple", "Q", [("a", 50, ""), ("b", 50, ""), ("c", -100, "")]),
        ("Q{~%50,0%a ~%50.0%b}", "multiple", "Q", [("a", 50, ""), ("b", 50, "")]),
        ("Q{~a ~b}", "multiple", "Q", [("a", 0, ""), ("b", 0, "")]),
        ("Q{~50% des cas =%vrai}", "single", "Q", [("50% des cas", 0, ""), ("%vrai", 100, "")]),
        ("Q{T}", "true-false", "Q", [("true", 100, ""), ("false", 0, "")]),
        ("Q{ FALSE }", "true-false", "Q", [("true", 0, ""), ("false", 100, "")]),
        ("Q{TRUE#Relisez.#Juste.}", "true-false", "Q", [("true", 100, "Juste."), ("false", 0, "Relisez.")]),
        ("Q{F#Relisez.}", "true-false", "Q", [("true", 0, "Relisez."), ("false", 100, "")]),
        ("Q{=MRN =%50%mécanisme#Lequel ?}", "short", "Q", [("MRN", 100, ""), ("mécanisme", 50, "Lequel ?")]),
        ("Q{MRN}", "short", "Q", [("MRN", 100, "")]),
        ("Deux et deux font {=quatre =4}.", "short", "Deux et deux font _____.", [("quatre", 100, ""), ("4", 100, "")]),
        ("Q{=oui\nbien sûr ~non}", "single", "Q", [("oui bien sûr", 100, ""), ("non", 0, "")]),
    ],
)
def test_choices_and_words(text: str, type: str, stem: str, options: list[tuple[str, int, str]]) -> None:
    question = one(text)
    assert (question.type, question.stem.text, weighted(question)) == (type, stem, options)


@pytest.mark.parametrize(
    ("answers", "numbers"),
    [
        ("#1822", [("1822", "0", 100, "")]),
        ("#3,14:0,01", [("3.14", "0.01", 100, "")]),
        ("# -2.5 : 0.5 ", [("-2.5", "0.5", 100, "")]),
        ("#3.141..3.142", [("3.1415", "0.0005", 100, "")]),
        ("#=1822:0#Oui =%50%1822:2#Presque", [("1822", "0", 100, "Oui"), ("1822", "2", 50, "Presque")]),
        ("#3:2~#Tout à fait faux", [("3", "2", 100, ""), (None, "0", 0, "Tout à fait faux")]),
        ("#=1e3 =%0%*#Non", [("1000", "0", 100, ""), (None, "0", 0, "Non")]),
    ],
)
def test_numbers(answers: str, numbers: list[tuple[str | None, str, int, str]]) -> None:
    question = one(f"Combien ?{{{answers}}}")
    wanted = [Number(Decimal(value) if value else None, Decimal(margin), Decimal(weight)) for value, margin, weight, _said in numbers]
    assert [Number(number.value, number.tolerance, number.weight) for number in question.numbers] == wanted
    assert [number.feedback.text for number in question.numbers] == [said for *_number, said in numbers]


def test_pairs_with_a_choice_that_matches_nothing() -> None:
    question = one("Reliez.{\n=Mali -> Bamako\n=[html]<b>Niger</b>->Niamey\n= -> Dakar\n####Trois pays.}")
    assert question.pairs == (
        Pair(Text("Mali", TextFormat.AUTO), "Bamako"),
        Pair(Text("<b>Niger</b>", TextFormat.HTML), "Niamey"),
        Pair(Text(), "Dakar"),
    )
    assert question.feedback.text == "Trois pays."


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"\~ \= \# \{ \} \:", "~ = # { } :"),
        (r"a\\b", "a\\b"),
        (r"une\nligne", "une\nligne"),
        (r"\\neq", "\\neq"),
        (r"\( x^2 \)", "\\( x^2 \\)"),
        (r"« Voici \: oui »", "« Voici : oui »"),
        ("« Voici : oui »", "« Voici : oui »"),
        ("1. = 2 ~ 3 # 4", "1. = 2 ~ 3 # 4"),
        ("ɔ ɛ ɲ ŋ Ɲ", "ɔ ɛ ɲ ŋ Ɲ"),
        ("sur deux\n  lignes", "sur deux lignes"),
        ("[html]sur deux\nlignes", "sur deux\nlignes"),
        ("[inconnu] crochets", "[inconnu] crochets"),
    ],
)
def test_escapes_in_what_is_asked(written: str, meant: str) -> None:
    assert one(f"::n::{written}{{T}}").stem.text == meant


@pytest.mark.parametrize("character", ["~", "=", "#", "{", "}", ":", "\\"])
def test_each_mark_escaped_in_an_answer_is_the_character(character: str) -> None:
    assert weighted(one(f"Q{{=a\\{character}b#c\\{character} ~d}}")) == [(f"a{character}b", 100, f"c{character}"), ("d", 0, "")]


@pytest.mark.parametrize("format_", list(TextFormat))
def test_the_format_of_what_is_asked_is_that_of_the_rest_unless_it_says_otherwise(format_: TextFormat) -> None:
    question = one(f"[{format_}]Q{{=a#b ~[plain]c#[html]d####[markdown]e}}")
    formats = [question.stem.format, question.options[0].text.format, question.options[0].feedback.format]
    assert formats == [format_] * 3
    assert (question.options[1].text.format, question.options[1].feedback.format) == (TextFormat.PLAIN, TextFormat.HTML)
    assert question.feedback.format is TextFormat.MARKDOWN


def test_names_ids_tags_and_categories() -> None:
    reading = gift(
        "$CATEGORY: $course$/top/Loi/Acte, moyen, but\n\n"
        "// question: 12  name: x\n// [id:lf-001] [tag:loi] [tag:a\\]b]\n::Nom \\:\\: ici::Q{T}\n\n"
        "$CATEGORY: Autre\nSans nom, mais avec une question\\: laquelle ?{F}\n"
    )
    first, second = reading.questions
    assert (first.id, first.name, first.tags, first.category) == ("lf-001", "Nom :: ici", ("loi", "a]b"), "$course$/top/Loi/Acte, moyen, but")
    assert (second.id, second.name, second.category) == ("", "Sans nom, mais avec une question: laquelle ?", "Autre")
    assert (first.line, second.line) == (5, 8)


def test_general_feedback_is_what_follows_the_last_four_marks() -> None:
    assert one("Q{T#non#oui####Voir la loi.}").feedback.text == "Voir la loi."
    assert one("Q{=a#\\#\\#\\#\\# b ~c####d}").options[0].feedback.text == "#### b"


def test_comments_are_left_out_even_inside_of_a_question() -> None:
    assert weighted(one("// avant\nQ{\n=a\n// =b\n~c\n}")) == [("a", 100, ""), ("c", 0, "")]


def test_a_second_id_is_reported() -> None:
    reading = gift("// [id:a] [id:b]\nQ{T}")
    assert (reading.questions[0].id, [(lost.line, lost.reason) for lost in reading.lost]) == (
        "a",
        [(1, "The id “b” is left out: the question has one already.")],
    )


def test_an_id_in_a_comment_that_belongs_to_no_question_is_reported() -> None:
    reading = gift("// [id:perdu]\n\nQ{T}")
    assert [(lost.line, lost.question) for lost in reading.lost] == [(1, "")]


@pytest.mark.parametrize(
    ("text", "line", "type", "reason"),
    [
        ("Q{}", 1, "essay", "It is an essay"),
        ("Q{####avec commentaire}", 1, "essay", "It is an essay"),
        ("Une description.", 1, "description", "no answers between { }"),
        ("Q{>3 ALL VERTICAL\na\nb\nc\n}", 1, "ordering", "an ordering question"),
        ("Q{=a ~b} puis {=c}", 1, "cloze", "more than one pair of { }"),
        ("Q{\n=a\n\n~b}", 1, "", "Its { is not closed"),
        ("Q}", 1, "", "closes what no { has opened"),
        ("Q{\n=a\n~%150%b}", 3, "", "“150” is not a percentage"),
        ("Q{\navant =a ~b}", 2, "", "“avant” stands before the first answer"),
        ("Q{=a\n~\n~b}", 2, "", "One of its answers is empty"),
        ("Q{=a->b\n=c}", 2, "", "“c” is not a pair"),
        ("Q{#douze}", 1, "", "“douze” is not a number"),
        ("Q{#\n=5..1}", 2, "", "“5..1” is not a number"),
        ("Q{#5:-1}", 1, "", "“5:-1” is not a number"),
        ("Q{#}", 1, "", "It gives no number"),
        ("Q{#=9e99}", 1, "", "“9e99” is not a number"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_its_line(text: str, line: int, type: str, reason: str) -> None:
    refused = gift(f"::nom::{text}").refused
    assert (refused[0].line, refused[0].type, refused[0].name) == (line, type, "nom")
    assert reason in refused[0].reason


def test_one_question_that_is_refused_does_not_spoil_the_others() -> None:
    reading = gift("::a::Q{T}\n\n::b::Q{}\n\n::c::Q{=x")
    assert [question.name for question in reading.questions] == ["a"]
    assert [(refused.line, refused.name) for refused in reading.refused] == [(3, "b"), (5, "c")]


def test_the_same_id_twice_is_refused_the_second_time() -> None:
    reading = gift("// [id:x]\n::a::Q{T}\n\n// [id:x]\n::b::Q{F}")
    assert [question.name for question in reading.questions] == ["a"]
    assert [(refused.line, refused.reason) for refused in reading.refused] == [(5, "Its id already stands on the question of line 2.")]


def test_what_is_written_names_formats_and_escapes_marks() -> None:
    question = ExchangedQuestion(
        type="single", id="lf-001", name="lf-001", stem=Text("Vrai : 1 = 1 ?"), tags=("topic:loi",), category="Loi", feedback=Text("#1"),
        options=(Choice(Text("50 % {x}"), ALL, Text("oui")), Choice(Text("%50%"), NONE), Choice(Text("[html]"), Decimal(-25))),
    )  # fmt: skip
    assert write(Format.GIFT, [question]).decode() == (
        "$CATEGORY: Loi\n\n"
        "// [id:lf-001]\n// [tag:topic:loi]\n"
        "::lf-001::[plain]Vrai \\: 1 \\= 1 ?{\n\t=50 % \\{x\\}#oui\n\t~[plain]%50%\n\t~%-25%[plain][html]\n\t####\\#1\n}\n"
    )


_OPTIONS = (Choice(Text("a"), ALL), Choice(Text("b")))


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        (ExchangedQuestion("ordering", "n", Text("Q"), options=_OPTIONS), "GIFT has no ordering questions"),
        (ExchangedQuestion("single", "n", Text("Q", files=(File("a.png", "AA=="),)), options=_OPTIONS), "GIFT holds no pictures"),
        (ExchangedQuestion("single", "n", Text("Q"), options=_OPTIONS[1:] * 2), "No option is worth the whole point"),
        (ExchangedQuestion("single", "n", Text("Q"), options=_OPTIONS[:1]), "two options or more"),
        (ExchangedQuestion("multiple", "n", Text("Q"), options=(Choice(Text("a"), Decimal(34)), *_OPTIONS)), "no answer with the weight 34 %"),
        (ExchangedQuestion("short", "n", Text("Q"), options=(Choice(Text("a->b"), ALL),)), "“->”"),
        (ExchangedQuestion("short", "n", Text("Q")), "no accepted answer"),
        (ExchangedQuestion("matching", "n", Text("Q"), pairs=(Pair(Text("a->b"), "c"), Pair(Text("d"), "e"))), "“->”"),
        (ExchangedQuestion("matching", "n", Text("Q"), pairs=(Pair(Text("a"), "c"),)), "fewer than two pairs"),
        (ExchangedQuestion("numeric", "n", Text("Q")), "no number"),
        (ExchangedQuestion("true-false", "n", Text("Q"), options=_OPTIONS), "Of true and false"),
        (ExchangedQuestion("single", "n", Text("Q"), options=_OPTIONS, tags=("a]b",)), "ids and tags"),
        (ExchangedQuestion("single", "n", Text("Q\x00"), options=_OPTIONS), "control character"),
    ],
)
def test_what_gift_cannot_say_is_refused_by_name(question: ExchangedQuestion, reason: str) -> None:
    with pytest.raises(NotWritable) as refusal:
        write(Format.GIFT, [question])
    assert str(refusal.value.message).startswith("n: ")
    assert reason in str(refusal.value.message)

"""Moodle XML, element by element."""

from decimal import Decimal

import pytest

from lms.quizzes.exchange.formats import Format, read, write
from lms.quizzes.exchange.model import Choice, ExchangedQuestion, File, NotReadable, NotWritable, Number, Pair, Reading, Text, TextFormat

ALL, NONE = Decimal(100), Decimal(0)
HTML = TextFormat.HTML


def xml(body: str) -> Reading:
    """Read a Moodle XML file with this in its <quiz>."""
    return read(Format.MOODLE_XML, f'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n{body}\n</quiz>'.encode())


def question(type: str, inside: str, *, stem: str = "Q") -> str:
    """Return a question called `nom`."""
    return f'<question type="{type}"><name><text>nom</text></name><questiontext format="html"><text>{stem}</text></questiontext>{inside}</question>'


def answer(text: str, fraction: str = "0", inside: str = "") -> str:
    """Return an answer."""
    return f'<answer fraction="{fraction}" format="html"><text>{text}</text>{inside}</answer>'


def one(type: str, inside: str) -> ExchangedQuestion:
    """Read a question that is kept whole."""
    reading = xml(question(type, inside))
    assert (reading.refused, reading.lost, len(reading.questions)) == ((), (), 1)
    return reading.questions[0]


TWO = answer("oui", "100") + answer("non")


def test_everything_that_a_question_may_say() -> None:
    reading = xml("""
<question type="category"><category><text>$course$/top/Loi</text></category></question>
<!-- question: 12 -->
<question type="multichoice">
  <name><text>Un nom</text></name>
  <questiontext format="html"><text><![CDATA[<p>Quel moyen ?</p><img src="@@PLUGINFILE@@/a%20b.png">]]></text>
    <file name="a b.png" path="/" encoding="base64">iVBORw0K
      Ggo=</file></questiontext>
  <generalfeedback format="markdown"><text>Voir la **loi**.</text></generalfeedback>
  <defaultgrade>1.0000000</defaultgrade><penalty>0.3333333</penalty><hidden>0</hidden><idnumber>lf-001</idnumber>
  <single>true</single><shuffleanswers>true</shuffleanswers><answernumbering>abc</answernumbering><shownumcorrect/>
  <correctfeedback format="html"><text></text></correctfeedback>
  <answer fraction="100" format="plain_text"><text>1 &lt; 2</text><feedback format="html"><text>&lt;b&gt;Oui&lt;/b&gt;</text></feedback></answer>
  <answer fraction="-33.333" format="moodle_auto_format"><text>non</text><feedback format="html"><text></text></feedback></answer>
  <tags><tag><text>loi</text></tag><tag><text>topic:elements</text></tag></tags>
</question>""")
    assert (reading.refused, reading.lost) == ((), ())
    picture = File("a b.png", "iVBORw0KGgo=")
    assert reading.questions == (
        ExchangedQuestion(
            type="single", id="lf-001", name="Un nom", category="$course$/top/Loi", penalty=Decimal("0.3333333"), tags=("loi", "topic:elements"),
            stem=Text('<p>Quel moyen ?</p><img src="@@PLUGINFILE@@/a%20b.png">', HTML, (picture,)),
            feedback=Text("Voir la **loi**.", TextFormat.MARKDOWN),
            options=(
                Choice(Text("1 < 2"), ALL, Text("<b>Oui</b>", HTML)),
                Choice(Text("non", TextFormat.AUTO), Decimal("-33.33333")),
            ),
        ),
    )  # fmt: skip
    assert reading.questions[0].line == 6


def test_several_right_answers() -> None:
    found = one("multichoice", "<single>false</single>" + answer("a", "50") + answer("b", "50") + answer("c", "-50"))
    assert (found.type, [int(option.weight) for option in found.options]) == ("multiple", [50, 50, -50])


def test_true_false_in_any_order() -> None:
    found = one("truefalse", answer("false", "100") + answer("true", "0", "<feedback><text>Relisez.</text></feedback>"))
    assert found.options == (Choice(Text("true"), NONE, Text("Relisez.", HTML)), Choice(Text("false"), ALL))


def test_words() -> None:
    found = one("shortanswer", "<usecase>0</usecase>" + answer("MRN", "100") + answer("M*", "50"))
    assert [(option.text.text, int(option.weight)) for option in found.options] == [("MRN", 100), ("M*", 50)]


def test_numbers_with_their_unit() -> None:
    unit = "<units><unit><multiplier>1</multiplier><unit_name>F CFA</unit_name></unit></units><unitgradingtype>0</unitgradingtype>"
    found = one("numerical", answer("12.5", "100", "<tolerance>0.5</tolerance>") + answer("*") + unit + "<showunits>0</showunits>")
    assert (found.numbers, found.unit) == ((Number(Decimal("12.5"), Decimal("0.5")), Number(None, weight=NONE)), "F CFA")


@pytest.mark.parametrize("type_", ["matching", "match"])
def test_pairs(type_: str) -> None:
    pairs = (("Mali", "Bamako"), ("Niger", "Niamey"), ("", "Dakar"))
    inside = "".join(f'<subquestion format="html"><text>{left}</text><answer><text>{right}</text></answer></subquestion>' for left, right in pairs)
    assert one(type_, inside).pairs == tuple(Pair(Text(left, HTML), right) for left, right in pairs)


def test_an_order() -> None:
    settings = "<layouttype>VERTICAL</layouttype><selecttype>ALL</selecttype><selectcount>3</selectcount><gradingtype>ALL_OR_NOTHING</gradingtype>"
    feedback = '<feedback format="html"><text>D’abord.</text></feedback>'
    items = answer("un", "1.0000000", feedback) + answer("deux", "2.0000000") + answer("trois", "3.0000000")
    found = one("ordering", settings + "<showgrading>SHOW</showgrading><numberingstyle>none</numberingstyle>" + items)
    assert [(option.text.text, option.feedback.text) for option in found.options] == [("un", "D’abord."), ("deux", ""), ("trois", "")]
    assert found.grading == "ALL_OR_NOTHING"


def test_one_question_without_a_quiz_around_it() -> None:
    assert len(read(Format.MOODLE_XML, question("multichoice", TWO).encode()).questions) == 1


UNSUPPORTED = ["essay", "calculated", "calculatedsimple", "calculatedmulti", "cloze", "multianswer", "description", "ddwtos", "ddimageortext",
               "ddmarker", "gapselect", "randomsamatch", "stack", ""]  # fmt: skip


def test_a_mixed_file_keeps_what_it_can_and_names_the_rest_with_its_line() -> None:
    body = "\n".join([question("multichoice", TWO), *(question(type_, "") for type_ in UNSUPPORTED), question("truefalse", ""), "<foo/>"])
    reading = xml(body)
    assert [found.line for found in reading.questions] == [3]
    assert [(refused.line, refused.type) for refused in reading.refused] == [*enumerate([*UNSUPPORTED, "truefalse"], start=4)]
    assert all(refused.name == "nom" for refused in reading.refused)
    assert "“essay” have no place here" in reading.refused[0].reason
    assert [(lost.line, lost.question, lost.reason) for lost in reading.lost] == [(19, "", "<foo> has no place here.")]


@pytest.mark.parametrize(
    ("inside", "reason"),
    [
        ("", "It has no answers"),
        (answer("", "100") + answer("non"), "One of its answers is empty"),
        (answer("a", "beaucoup") + answer("b"), "The weight “beaucoup”"),
        (answer("a", "101") + answer("b"), "The weight “101”"),
        (answer("un <b>mot</b>", "100") + answer("b"), "The words of <text> hold the element <b>"),
        (TWO + "<idnumber>a<b/></idnumber>", "The words of <idnumber> hold the element <b>"),
        (TWO + "<penalty>lourde</penalty>", "<penalty> holds “lourde”, which is not a number"),
        (TWO + "<image>a.png</image>", "the way of Moodle 1"),
        (answer("a", "100", "<fraction>1</fraction>"), "the way of Moodle before 1.9"),
        (answer('@@PLUGINFILE@@/son.mp3</text><file name="son.mp3" encoding="base64">AAAA</file><text>', "100"), "needs the file son.mp3"),
        (answer('a</text><file name="a.png" encoding="base64">pas du base64 !</file><text>', "100"), "is damaged"),
        (answer('a</text><file name="a.png" encoding="hex">00</file><text>', "100"), "not written in base64"),
    ],
)
def test_a_choice_that_cannot_be_kept_is_refused(inside: str, reason: str) -> None:
    reading = xml(question("multichoice", inside))
    assert (reading.questions, len(reading.refused)) == ((), 1)
    assert reason in reading.refused[0].reason


@pytest.mark.parametrize(
    ("type_", "inside", "reason"),
    [
        ("truefalse", answer("true", "100"), "one is worth 100 and the other 0"),
        ("truefalse", answer("true", "100") + answer("false", "100"), "one is worth 100 and the other 0"),
        ("truefalse", answer("Wahr", "100") + answer("Falsch"), "are not called true and false"),
        ("shortanswer", answer("", "100"), "One of its answers is empty"),
        ("numerical", answer("douze", "100"), "“douze” ± 0 is not a number"),
        ("numerical", answer("12", "100", "<tolerance>-1</tolerance>"), "is not a number with its tolerance"),
        ("numerical", '<answer fraction="100">12</answer>', "is not a number"),
        ("matching", "<subquestion><text>a</text><answer><text></text></answer></subquestion>", "nothing to be matched with"),
        ("ordering", answer("", "1"), "One of its items is empty"),
    ],
)
def test_other_types_that_cannot_be_kept_are_refused(type_: str, inside: str, reason: str) -> None:
    reading = xml(question(type_, inside))
    assert (reading.questions, len(reading.refused)) == ((), 1)
    assert reason in reading.refused[0].reason


@pytest.mark.parametrize(
    ("inside", "reason"),
    [
        ("<defaultgrade>2.5</defaultgrade>", "Its worth in points (2.5) is left out: here every question is worth one."),
        ("<hidden>1</hidden>", "The setting <hidden> has no place here: “1”."),
        ("<shuffleanswers>false</shuffleanswers>", "The setting <shuffleanswers> has no place here: “false”."),
        ("<answernumbering>123</answernumbering>", "The setting <answernumbering> has no place here: “123”."),
        ("<correctfeedback><text>Bravo</text></correctfeedback>", "<correctfeedback> has no place here: “Bravo”."),
        ("<hint><text>Relisez.</text><shownumcorrect/></hint>", "<hint> has no place here: “Relisez.”."),
        ("<strange>chose</strange>", "<strange> has no place here: “chose”."),
        ("<strange/>", "<strange> has no place here."),
        ("<questiontext><text>encore</text></questiontext>", "<questiontext> has no place here: “encore”."),
        ("des mots", "The words “des mots” stand in <question> outside of a <text>"),
        ("<generalfeedback format='wiki_like'><text>!mots</text></generalfeedback>", "The format “wiki_like” is not known"),
        ("<generalfeedback lang='fr'><text>mots</text></generalfeedback>", "The attribute lang of <generalfeedback> has no place here: “fr”."),
        (
            "<generalfeedback><text>a</text><file name='b.pdf' encoding='base64'>AA==</file></generalfeedback>",
            "The file “b.pdf” is left out: only pictures",
        ),
        ("<shownumcorrect><deep/></shownumcorrect>", "<deep> has no place here."),
        ("<tags><tag><text>a</text><kind>b</kind></tag></tags>", "<kind> has no place here: “b”."),
        ("<generalfeedback><text lang='fr'>a</text></generalfeedback>", "The attribute lang of <text> has no place here: “fr”."),
        ("<coursetags><tag><text>a</text></tag></coursetags>", "<coursetags>"),
    ],
)
def test_what_has_no_place_is_listed_beside_the_question(inside: str, reason: str) -> None:
    reading = xml(question("multichoice", TWO + "\n" + inside))
    assert len(reading.questions) == 1
    assert [(lost.question, reason in lost.reason) for lost in reading.lost] == [("nom", True)]
    assert reading.lost[0].line in (3, 4)


@pytest.mark.parametrize(
    ("type_", "inside", "reason"),
    [
        ("shortanswer", answer("a", "100") + "<usecase>1</usecase>", "The setting <usecase> has no place here: “1”."),
        ("numerical", answer("1", "100") + "<unitgradingtype>1</unitgradingtype>", "The setting <unitgradingtype> has no place here: “1”."),
        (
            "numerical",
            answer("1", "100") + "<units><unit><multiplier>1000</multiplier><unit_name>m</unit_name></unit></units>",
            "The unit “m” is left out",
        ),
        ("numerical", answer("1", "100") + "<instructions><text>En km</text></instructions>", "<instructions> has no place here: “En km”."),
        ("ordering", answer("a", "1") + "<selecttype>RANDOM</selecttype><selectcount>3</selectcount>", "It shows only 3 of its items: here"),
        ("ordering", answer("a", "1") + "<layouttype>HORIZONTAL</layouttype>", "The setting <layouttype> has no place here: “HORIZONTAL”."),
    ],
)
def test_settings_of_other_types_that_have_no_place_are_listed(type_: str, inside: str, reason: str) -> None:
    reading = xml(question(type_, inside))
    assert len(reading.questions) == 1
    assert [reason in lost.reason for lost in reading.lost] == [True]


def test_what_a_category_says_of_itself_is_listed() -> None:
    reading = xml('<question type="category"><category><text>Loi</text></category><info format="html"><text>Tout</text></info></question>')
    assert [lost.reason for lost in reading.lost] == ["What is said of a category has no place here: “Tout”."]


@pytest.mark.parametrize(
    ("inside", "category"),
    [
        ("<category>Loi <text>Traite</text></category>", ""),
        ("<category><text>Loi</text></category><info>Tout <b>ceci</b></info>", "Loi"),
    ],
)
def test_a_category_that_cannot_be_read_is_listed_and_its_questions_are_kept(inside: str, category: str) -> None:
    reading = xml(f'<question type="category">{inside}</question>\n{question("multichoice", TWO)}')
    assert [found.category for found in reading.questions] == [category]
    assert [(lost.line, lost.question, "hold the element" in lost.reason) for lost in reading.lost] == [(3, "", True)]


def test_what_stands_in_the_quiz_beside_its_questions_is_listed_with_its_line() -> None:
    body = f"Avant\n{question('multichoice', TWO)}\n\n  Entre deux,\nsur deux lignes\n<foo>bar</foo>\n{question('essay', '')}Après"
    reading = read(Format.MOODLE_XML, f'<?xml version="1.0"?>\n<quiz lang="fr" version="2">{body}</quiz>'.encode())
    told = "The words “{}” stand in <quiz> outside of a <text>: they are left out."
    assert sorted((lost.line, lost.question, lost.reason) for lost in reading.lost) == [
        (2, "", "The attribute lang of <quiz> has no place here: “fr”."),
        (2, "", "The attribute version of <quiz> has no place here: “2”."),
        (2, "", told.format("Avant")),
        (5, "", told.format("Entre deux, sur deux lignes")),
        (7, "", "<foo> has no place here: “bar”."),
        (8, "", told.format("Après")),
    ]


def test_the_same_id_twice_is_refused_the_second_time() -> None:
    reading = xml(question("multichoice", TWO + "<idnumber>x</idnumber>") + "\n" + question("multichoice", TWO + "<idnumber>x</idnumber>"))
    assert (len(reading.questions), [(refused.line, refused.name) for refused in reading.refused]) == (1, [(4, "x")])


def test_a_file_of_another_kind_is_refused_as_a_whole() -> None:
    with pytest.raises(NotReadable, match="holds <rss>"):
        read(Format.MOODLE_XML, b"<rss/>")


def test_what_is_written_is_what_moodle_writes() -> None:
    found = ExchangedQuestion(
        type="multiple", id="lf-002", name="lf-002", stem=Text("<p>A & B</p>", HTML), category="Loi", tags=("topic:loi",),
        options=(Choice(Text("a]]>b"), Decimal(50), Text("oui")), Choice(Text("b"), Decimal(50)), Choice(Text("c"), Decimal(-50))),
    )  # fmt: skip
    text = write(Format.MOODLE_XML, [found]).decode()
    assert '<question type="category">' in text
    assert "<text>Loi</text>" in text
    assert '<questiontext format="html">\n      <text><![CDATA[<p>A & B</p>]]></text>' in text
    assert "<single>false</single>" in text
    assert '<answer fraction="50" format="plain_text">\n      <text><![CDATA[a]]]]><![CDATA[>b]]></text>' in text
    assert '<answer fraction="-50" format="plain_text">' in text
    assert "<idnumber>lf-002</idnumber>" in text


@pytest.mark.parametrize(("parts", "fraction"), [(3, "33.33333"), (6, "16.66667"), (7, "14.28571"), (9, "11.11111"), (10, "10")])
def test_weights_are_those_that_moodle_accepts(parts: int, fraction: str) -> None:
    options = tuple(Choice(Text(str(rank)), Decimal(100) / parts) for rank in range(parts))
    text = write(Format.MOODLE_XML, [ExchangedQuestion("multiple", "n", Text("Q"), options=options)]).decode()
    assert text.count(f'<answer fraction="{fraction}"') == parts


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (ExchangedQuestion("multiple", "n", Text("Q"), options=(Choice(Text("a"), Decimal(34)),)), "no answer with the weight 34 %"),
        (ExchangedQuestion("single", "n", Text("Q")), "It has no answers"),
        (ExchangedQuestion("single", "n", Text("Q"), options=(Choice(Text("")),)), "an empty one"),
        (ExchangedQuestion("numeric", "n", Text("Q")), "It gives no number"),
        (ExchangedQuestion("matching", "n", Text("Q"), pairs=(Pair(Text("a"), "b"),)), "fewer than two pairs"),
        (ExchangedQuestion("true-false", "n", Text("Q")), "Of true and false"),
        (ExchangedQuestion("single", "n", Text("Q\x00"), options=(Choice(Text("a")),)), "control character"),
    ],
)
def test_what_moodle_cannot_say_is_refused_by_name(found: ExchangedQuestion, reason: str) -> None:
    with pytest.raises(NotWritable) as refusal:
        write(Format.MOODLE_XML, [found])
    assert str(refusal.value.message).startswith("n: ")
    assert reason in str(refusal.value.message)


def test_the_same_id_twice_is_not_written() -> None:
    found = ExchangedQuestion("single", "n", Text("Q"), id="x", options=(Choice(Text("a"), ALL),))
    with pytest.raises(NotWritable, match="several questions: x"):
        write(Format.MOODLE_XML, [found, found])

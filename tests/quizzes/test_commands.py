import json
from math import sqrt
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask_babel import get_locale

from lms.quizzes.commands import quizzes_commands

LADDER = "person,q1,q2,q3\nAwa,1,1,1\nMoussa,1,1,0\nFanta,1,0,0\nIssa,0,,0\n"
"""The same four persons as in test_statistics.py, where its figures are computed by hand."""


def _run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(quizzes_commands, [str(argument) for argument in arguments])


def _file(folder: Path, content: str | bytes, name: str = "marks.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def _json(*arguments: str | Path) -> dict[str, Any]:
    result = _run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def _refused(*arguments: str | Path) -> str:
    result = _run(*arguments)
    assert (result.exit_code, result.stdout) == (1, "")
    assert isinstance(result.exception, SystemExit), "no traceback"
    message = result.stderr.removeprefix("Error: ").strip()
    assert "\n" not in message
    return message


def test_statistics_have_every_digit_and_null_where_undefined(tmp_path: Path) -> None:
    found = _json("stats", _file(tmp_path, LADDER))
    items = found.pop("items")
    assert found == {"n_persons": 4, "n_items": 3, "mean_total": 1.5, "sd_total": sqrt(5 / 3), "alpha": 0.75, "kr20": 0.75,
                     "sem": pytest.approx(sqrt(5 / 12))}  # fmt: skip
    assert [item["item"] for item in items] == ["q1", "q2", "q3"]
    assert items[1] == {"item": "q2", "facility": 0.5, "sd": sqrt(1 / 3), "r_rest": sqrt(1 / 2), "d27": None, "discriminative_efficiency": 1.0,
                        "effective_weight": pytest.approx(0.3660254037844386)}  # fmt: skip


def test_maxima_count_for_facility_only(tmp_path: Path) -> None:
    marks, maxima = _file(tmp_path, LADDER), _file(tmp_path, "max,item\n4,q1\n", "max.csv")
    plain, divided = _json("stats", marks), _json("stats", marks, "--max", maxima)
    assert [item.pop("facility") for item in plain["items"]] == [0.75, 0.5, 0.25]
    assert [item.pop("facility") for item in divided["items"]] == [0.1875, 0.5, 0.25]
    assert plain == divided


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_table_is_read_as_any_spreadsheet_saves_it(tmp_path: Path, delimiter: str, encoding: str, end: str) -> None:
    lines = [["participant·e", "définition", "éléments"], ["Oumou Traoré", "0.5", "2"], ["", "", ""], ["Aïssata", "", "1.5"], ["Zié", "1", "0"]]
    text = end.join(delimiter.join(line) for line in lines) + end
    found = _json("stats", _file(tmp_path, text.encode(encoding)))
    assert (found["n_persons"], found["mean_total"]) == (3, 5 / 3)
    assert [(item["item"], item["facility"]) for item in found["items"]] == [("définition", 0.5), ("éléments", 3.5 / 3)]


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_a_decimal_comma_is_read_where_commas_do_not_separate_columns(tmp_path: Path, delimiter: str) -> None:
    text = "person;a, b ou c;q2\nTraoré, Awa;0,5;1\nIssa;1.5; \n".replace(";", delimiter)
    found = _json("stats", _file(tmp_path, text))
    assert [(item["item"], item["facility"]) for item in found["items"]] == [("a, b ou c", 1.0), ("q2", 0.5)]


def test_names_of_columns_may_hold_other_delimiters(tmp_path: Path) -> None:
    found = _json("stats", _file(tmp_path, 'person,vrai ; faux,"a, b"\n"Traoré, Awa",1,0\nIssa,0,1\n'))
    assert [item["item"] for item in found["items"]] == ["vrai ; faux", "a, b"]


def test_empty_cells_to_the_right_of_the_header_do_not_matter(tmp_path: Path) -> None:
    assert _json("stats", _file(tmp_path, "\n;q1;q2;;\nAwa;1;0;;\nIssa;0;;\n;;;;\n"))["n_items"] == 2


def test_without_json_there_is_a_table_that_says_why_a_figure_is_missing(tmp_path: Path) -> None:
    result = _run("stats", _file(tmp_path, "person,q1,q2\nAwa,2,1\nIssa,1,1\n"))
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "2 persons, 2 items. Blanks count 0.",
        "Mean of totals    2.500",
        "SD of totals      0.707",
        "Cronbach's alpha  0.000",
        "KR-20             –  (some marks are neither nought nor the whole point)",
        "Standard error    0.707",
        "",
        "item  facility     SD  r rest  D 27 %  efficiency  weight",
        "q1       1.500  0.707       –       –           –   1.000",
        "q2       1.000  0.000       –       –           –   0.000",
        "– r rest of q1: everybody has the same score on the other questions.",
        "– r rest of q2: everybody has the same mark.",
        "– D 27 %: fewer than 30 people.",
        "– efficiency of q1: everybody has the same score on the other questions.",
        "– efficiency of q2: everybody has the same mark.",
        "The mean mark is above the maximum: q1. Give the maxima with --max.",
    ]


def test_what_is_printed_is_english_whatever_the_language_of_the_pages(app: Flask, tmp_path: Path) -> None:
    assert str(get_locale()) == "fr"
    assert "fewer than 30 people" in _run("stats", _file(tmp_path, LADDER)).stdout


PAIRS = "person,pre,post\nAwa,2,5\nMoussa,4,5\nFanta,6,8\nIssa,1,\nSira,,9\n"


def test_gain_has_every_digit(tmp_path: Path) -> None:
    found = _json("gain", _file(tmp_path, PAIRS), "--max", "10")
    reach = 0.95 * sqrt(2 / (1 - 0.95**2)) / sqrt(3)
    assert found.pop("ci95") == pytest.approx([2 - reach, 2 + reach], rel=1e-13)
    assert found == {"n_paired": 3, "mean_pre": 4.0, "mean_post": 6.0, "mean_difference": 2.0, "normalised_gain_of_means": 1 / 3, "d_z": 2.0}


def test_a_byte_order_mark_is_no_part_of_a_name(tmp_path: Path) -> None:
    assert _json("gain", _file(tmp_path, PAIRS.encode("utf-8-sig")))["n_paired"] == 3
    assert _json("stats", _file(tmp_path, LADDER), "--max", _file(tmp_path, "item,max\nq1,2\n".encode("utf-8-sig"), "max.csv"))["n_items"] == 3


def test_gain_is_null_where_undefined_and_its_maximum_is_1_unless_given(tmp_path: Path) -> None:
    found = _json("gain", _file(tmp_path, "Post;PRE;person\n0,75;0,5;Awa\n"))
    assert found == {"n_paired": 1, "mean_pre": 0.5, "mean_post": 0.75, "mean_difference": 0.25, "ci95": None, "normalised_gain_of_means": 0.5,
                     "d_z": None}  # fmt: skip


def test_gain_without_json_says_who_is_left_out(tmp_path: Path) -> None:
    lines = _run("gain", _file(tmp_path, PAIRS), "--max", "10").stdout.splitlines()
    assert lines[0] == "3 persons with both scores; left out: 1 with the first only, 1 with the second only."
    assert lines[4] == "95 % interval of it       -0.484 to 4.484"


HINT = "A mean score is above the maximum, {}. Give the maximum with --max."


def test_scores_above_the_maximum_say_that_it_can_be_given(tmp_path: Path) -> None:
    marks = _file(tmp_path, PAIRS)
    found = _run("gain", marks).stdout.splitlines()
    assert "Normalised gain of means  –  (the mean before is at the maximum, or above it)" in found
    assert found[-1] == HINT.format(1)
    assert _run("gain", marks, "--max", "5").stdout.splitlines()[-1] == HINT.format(5)
    assert "--max" not in _run("gain", marks, "--max", "10").stdout


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "marks.csv:1: the file is empty."),
        ("\n;;\n\n", "marks.csv:1: the file is empty."),
        ("person,q1\n", "marks.csv:1: there is nothing below the header."),
        ("person\nAwa\n", "marks.csv:1: there is one column only: the first names the person, each further one is an item."),
        ("\nperson,,q2\nAwa,1,1\n", "marks.csv:2: the column 2 has no name."),
        ("person,q1,q1\nAwa,1,1\n", "marks.csv:1: there are two columns «q1»."),
        ("person,q1,q2\nAwa,1,1\nIssa,1\n", "marks.csv:3: the header has 3 cells, this line has 2."),
        ("person;q1;q2\nAwa;1;1\n\nIssa;1;0;1\n", "marks.csv:4: the header has 3 cells, this line has 4."),
        ("person,q1\nAwa,1\n,0\n", "marks.csv:3: the person is missing."),
        ("person,q1\nAwa,1\nIssa,0\nAwa ,0\n", "marks.csv:4: the person «Awa» is in the table already, in line 2."),
        ("person,q1\nAwa,oui\n", "marks.csv:2: «oui» in the column «q1» is no mark: write a number, or leave the cell blank."),
        ("person,q1\nAwa,nan\n", "marks.csv:2: «nan» in the column «q1» is no mark: write a number, or leave the cell blank."),
        ("person,q1\nAwa,1e99\n", "marks.csv:2: «1e99» in the column «q1» is no mark: write a number, or leave the cell blank."),
        ("person;q1\nAwa;1.234,5\n", "marks.csv:2: «1.234,5» in the column «q1» is no mark: write a number, or leave the cell blank."),
        ('person,q1\nAwa,"0,5"\n', "marks.csv:2: «0,5» in the column «q1» is no mark: write it with a point, or separate the columns by semicolons."),
        ('person,q1\n"A\nwa",1\nIssa,x\n', "marks.csv:4: «x» in the column «q1» is no mark: write a number, or leave the cell blank."),
        ('person,q1\n"Awa,1\n', "marks.csv:1: a quotation mark is never closed, or text follows one that is."),
        (b"person,q1\nAwa\x81,1\n", "marks.csv:2: the text is neither UTF-8 nor Windows-1252."),
        ("person,q1\nAwa,1\n".encode("utf-16-le"), "marks.csv:1: this is not a table as text; save it as CSV."),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_in_one_sentence(tmp_path: Path, content: str | bytes, message: str) -> None:
    assert _refused("stats", _file(tmp_path, content)) == f"{tmp_path}/{message}"


def test_a_file_that_is_not_there_is_refused_in_one_sentence(tmp_path: Path) -> None:
    assert _refused("stats", tmp_path / "none.csv") == f"{tmp_path}/none.csv: the file cannot be read: No such file or directory."
    assert _refused("gain", tmp_path).endswith("the file cannot be read: Is a directory.")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("item,points\nq1,2\n", "max.csv:1: the column «max» is missing."),
        ("item;max;Max\nq1;2;2\n", "max.csv:1: there are 2 columns «max»."),
        ("item,max\nq1,2\nq9,1\n", "max.csv:3: the item «q9» is not in the table of marks."),
        ("item,max\nq1,2\nq1,1\n", "max.csv:3: the item «q1» is in the table already, in line 2."),
        ("item,max\nq1,0\n", "max.csv:2: the maximum of the item «q1» is a number above 0."),
        ("item,max\nq2,1\nq1,\n", "max.csv:3: the maximum of the item «q1» is a number above 0."),
        ("item,max\nq1,two\n", "max.csv:2: «two» in the column «max» is no mark: write a number, or leave the cell blank."),
        ("", "max.csv:1: the file is empty."),
    ],
)
def test_maxima_that_cannot_be_used_are_refused_in_one_sentence(tmp_path: Path, content: str, message: str) -> None:
    maxima = _file(tmp_path, content, "max.csv")
    assert _refused("stats", _file(tmp_path, LADDER), "--max", maxima, "--json") == f"{tmp_path}/{message}"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("person,pre\nAwa,1\n", "marks.csv:1: the column «post» is missing."),
        ("name;pre;post\nAwa;1;2\n", "marks.csv:1: the column «person» is missing."),
        ("person,pre,post\nAwa,1,2\nAwa,1,2\n", "marks.csv:3: the person «Awa» is in the table already, in line 2."),
        ("person,pre,post\nAwa,absent,2\n", "marks.csv:2: «absent» in the column «pre» is no mark: write a number, or leave the cell blank."),
    ],
)
def test_scores_that_cannot_be_used_are_refused_in_one_sentence(tmp_path: Path, content: str, message: str) -> None:
    assert _refused("gain", _file(tmp_path, content)) == f"{tmp_path}/{message}"


@pytest.mark.parametrize("maximum", ["0", "-1", "nan", "inf"])
def test_a_maximum_that_is_none_is_refused_in_one_sentence(tmp_path: Path, maximum: str) -> None:
    assert _refused("gain", _file(tmp_path, PAIRS), "--max", maximum) == f"--max {maximum}: the maximum is a number above 0."

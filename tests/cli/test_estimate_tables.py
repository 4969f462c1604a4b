"""How `palermo estimate` takes tables as they come: separators, encodings, decimals, and what is no answer."""

import json

import pytest

from palermo.cli import main
from palermo.errors import InputError
from palermo.estimate import lists, read_table, survey


def run(*words):
    return main(["estimate", *map(str, words)])


def asked(path, capsys, *words):
    """The first result, and the text of all cautions."""
    assert run("sample", path, *words, "--json", "-") == 0
    found = json.loads(capsys.readouterr().out)["results"][0]
    return found, " ".join(each["text"] for each in found["cautions"])


@pytest.fixture
def survey_file(tmp_path):
    path = tmp_path / "enquête.csv"
    said = [*["oui"] * 30, *["non"] * 50, *["99"] * 8, *["N/A"] * 3, *["-"] * 2, *["unknown"] * 2, *[""] * 5]
    rows = [f"{at};{word};{at % 7},5" for at, word in enumerate(said)]
    path.write_text("\n".join(["id;payé;mois", *rows]) + "\n", encoding="cp1252")
    return path


HOW = ("--delimiter", ";", "--encoding", "cp1252", "--decimal", ",")


def test_words_for_no_answer_are_left_out_and_named_with_their_numbers(survey_file, capsys):
    found, said = asked(survey_file, capsys, *HOW, "--column", "payé", "--value", "oui", "--missing", "99")
    assert found["estimate"] == pytest.approx(30 / 80)
    assert found["n"] == 80
    assert "20 of 100 did not answer (99 8, blank 5, N/A 3, - 2, unknown 2)" in said


def test_a_number_is_an_answer_until_it_is_named_and_that_is_said(survey_file, capsys):
    found, said = asked(survey_file, capsys, *HOW, "--column", "payé", "--value", "oui")
    assert found["n"] == 88
    assert "99 stands among words in payé and counts as an answer" in said


def test_none_is_an_answer_and_na_can_be_one(tmp_path, capsys):
    path = tmp_path / "none.csv"
    path.write_text("passport,born\n" + "none,NA\n" * 6 + "kept,ZA\n" * 4)
    assert asked(path, capsys, "--column", "passport", "--value", "none")[0]["estimate"] == pytest.approx(0.6)
    assert run("sample", path, "--column", "born", "--value", "NA") != 0
    assert "--answers" in capsys.readouterr().err
    found, _ = asked(path, capsys, "--column", "born", "--value", "NA", "--answers", "NA")
    assert found["estimate"] == pytest.approx(0.6)


def test_a_code_is_one_only_in_its_own_column():
    table = {"age": [20, 99, 30, 40], "village": [99, 1, 2, 3]}
    read = read_table(table, missing={"age": [99]})
    assert survey(read, cluster="village").mean("age").estimate == pytest.approx(30.0)
    assert survey(table, cluster="village").mean("age").estimate == pytest.approx(47.25)


def test_a_decimal_comma_is_read_where_it_is_said_and_asked_for_where_it_is_not(survey_file, capsys):
    found, _ = asked(survey_file, capsys, *HOW, "--column", "mois")
    assert found["estimate"] == pytest.approx(sum(at % 7 + 0.5 for at in range(100)) / 100)
    assert run("sample", survey_file, *HOW[:4], "--column", "mois", "--total", "--weight", "mois") != 0
    assert "--decimal ," in capsys.readouterr().err


def test_a_point_where_decimals_have_a_comma_is_refused(tmp_path, capsys):
    path = tmp_path / "s.csv"
    path.write_text("pay;id\n1.234,5;1\n2,5;2\n3;3\n")
    assert run("sample", path, *HOW, "--column", "id", "--weight", "pay") != 0
    assert "This is no number" in capsys.readouterr().err


def test_remedies_for_separators_and_encodings_can_be_followed(survey_file, tmp_path, capsys):
    assert run("sample", survey_file, "--column", "payé") != 0
    assert "--encoding" in capsys.readouterr().err
    assert run("sample", survey_file, "--encoding", "cp1252", "--column", "payé") != 0
    assert '--delimiter ";"' in capsys.readouterr().err
    for text, name in (("имя,пол\nНаталья,ж\n", "cp1251"), ("اسم,جنس\nنور,أنثى\n", "cp1256")):
        path = tmp_path / f"{name}.csv"
        path.write_bytes(text.encode(name))
        assert run("sample", path, "--column", "x") != 0
        assert f"It could be {name}" in capsys.readouterr().err


def test_all_commands_take_tables_so(tmp_path, capsys):
    rows = [f"{'none' if at % 2 else 'film'};{at // 20};{at % 4};{at % 10};{1 + at % 3},5" for at in range(40)]
    path = tmp_path / "w.csv"
    path.write_text("\n".join(["who;wave;site;score;fee", *rows]) + "\n")
    words = ["--group", "who", "--treated", "film", "--time", "wave", "--after", "1", "--cluster", "site"]
    assert run("impact", path, "--outcome", "score", *words, *HOW, "--replicates", "99", "--missing", "9") == 0
    assert "4 of 40 records have no answer about score (9 4)" in " ".join(capsys.readouterr().out.split())
    costs = ["costs", path, "--cost", "fee", "--income", "score", *HOW, "--missing", "score=9"]
    assert run("indicators", *costs, "--replicates", "50") == 0
    assert "9 4" in " ".join(capsys.readouterr().out.split())


def test_what_is_said_to_be_missing_says_something(survey_file, capsys):
    assert run("sample", survey_file, *HOW, "--column", "payé", "--missing", "=99") != 0
    assert "COLUMN=99" in capsys.readouterr().err


HISTORIES = ([1, 0, 1, 0], [0, 1, 1, 0], [0, 0, 0, 1])


@pytest.mark.parametrize(
    ("yes", "no"),
    [("yes", "no"), ("X", ""), ("1", ""), ("oui", "non"), ("Sí", "no"), ("Да", "Нет"), ("نعم", "لا"), ("是", "否")],
)
def test_lists_are_read_by_named_words_and_that_is_said(yes, no):
    words = {name: [yes if each else no for each in row] for name, row in zip("ABC", HISTORIES, strict=True)}
    found = lists(words)
    plain = lists(dict(zip("ABC", HISTORIES, strict=True)))
    assert found.histories.counts.tolist() == plain.histories.counts.tolist()
    said = next(each.text for each in found.histories.cautions if each.code == "yes_and_no")
    assert "is on the list" in said
    assert "a blank is not" in said if no == "" else no.casefold() in said
    assert not plain.histories.cautions


@pytest.mark.parametrize("mixed", [["yes", "0"], ["oui", "no"], ["x", "no", ""], ["yes", "no", ""], ["x", "v", ""]])
def test_words_of_several_pairs_and_blanks_beside_a_no_are_refused(mixed):
    with pytest.raises(InputError) as caught:
        lists({"A": mixed, "B": ["1"] * len(mixed)})
    assert caught.value.key == "estimate.not_yes_or_no"


def test_some_of_the_lists_leave_out_who_is_on_others_alone_and_say_how_many():
    table = dict(zip(("A", "B", "C"), HISTORIES, strict=True)) | {"n": [5, 6, 7, 8], "place": list("wxyz")}
    found = lists(table, columns=["A", "B"], count="n")
    assert found.n == 18
    assert [each.text[:9] for each in found.histories.cautions if each.code == "on_other_lists"] == ["8 persons"]
    people = {"A": [1, 0, 0], "B": [0, 1, 0], "C": [0, 0, 1], "who": ["p", "q", "p"]}
    assert lists(people, columns=["A", "B"], person="who").n == 2  # p is on A by another row
    with pytest.raises(InputError) as caught:
        lists(table | {"C": [0, 0, 0, 0]}, columns=["A", "B"], count="n")
    assert caught.value.key == "estimate.on_no_list"


def test_methods_are_listed_without_a_file_and_lists_are_read_as_they_are_written(tmp_path, capsys):
    assert run("lists", "--methods") == 0
    assert "what it rests on" in " ".join(capsys.readouterr().out.split())
    assert run("lists") != 0
    capsys.readouterr()
    path = tmp_path / "l.csv"
    rows = ["oui;non"] * 30 + ["non;oui"] * 20 + ["oui;oui"] * 10
    path.write_text("\n".join(["Foyer;Enquête", *rows]) + "\n", encoding="cp1252")
    words = ["--delimiter", ";", "--encoding", "cp1252", "--method", "independence", "--replicates", "50"]
    assert run("lists", path, *words, "--json", "-") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["lists"] == ["Foyer", "Enquête"]
    assert told["settings"]["delimiter"] == ";"


def test_a_floor_above_the_number_is_said_beside_it(tmp_path, capsys):
    path = tmp_path / "l.csv"
    path.write_text("a,b,c,n\n1,0,0,300\n0,1,0,300\n0,0,1,300\n1,1,0,20\n1,0,1,20\n0,1,1,20\n1,1,1,30\n")
    words = ["lists", path, "--count-column", "n", "--replicates", "50", "--method"]
    assert run(*words, "independence,chao") == 0
    lead = " ".join(capsys.readouterr().out.split("What the methods say")[0].split())
    assert "is above this number: if that is not chance, people differ" in lead
    assert run(*words, "independence") == 0
    assert "is above this number" not in " ".join(capsys.readouterr().out.split())


def test_scale_up_says_which_numbers_are_adjusted(tmp_path, capsys):
    path, known = tmp_path / "asked.csv", tmp_path / "known.csv"
    path.write_text("hidden;nurses;twins\n" + "0;2;1\n1;4;1\n0;1;1\n1;3;2\n" * 5)
    known.write_text("group;size\nnurses;2000\ntwins;1000\n")
    words = ["scale-up", path, "--hidden", "hidden", "--known", known, "--population", "100000", "--delimiter", ";"]
    assert run(*words, "--transmission", "0.4", "--replicates", "50") == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "the share 0.4 knows that she is one" in said
    assert "Adjusted by the transmission" in said
    assert "Ratio of sums, not adjusted" in said
    assert run(*words, "--replicates", "50") == 0
    assert "adjusted" not in " ".join(capsys.readouterr().out.split()).replace("Adjusted", "adjusted")


def test_seeds_may_have_a_word_instead_of_a_blank(tmp_path, capsys):
    path = tmp_path / "rds.csv"
    rows = [f"{at},{'seed' if at < 2 else (at - 2) // 2},{1 + at % 5},{'yes' if at % 3 else 'no'}" for at in range(30)]
    path.write_text("\n".join(["id,by,knows,held", *rows]) + "\n")
    words = ["rds", path, "--id", "id", "--recruiter", "by", "--degree", "knows", "--column", "held", "--value", "yes"]
    assert run(*words, "--replicates", "50") != 0
    assert "--missing RECRUITER=seed" in " ".join(capsys.readouterr().err.split())
    assert run(*words, "--replicates", "50", "--missing", "by=seed", "--json", "-") == 0
    assert json.loads(capsys.readouterr().out)["diagnosis"]["trees"] == [15, 15]

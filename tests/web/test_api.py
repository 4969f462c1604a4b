"""The API: the same answers as in Python, in one shape, described truthfully."""

import json

import pytest
from tests.release.invented import make_cases, make_release

from palermo.release import open_release, terms_of
from palermo.tabulate import answer, parse_question


def test_releases_are_listed(hub):
    found = hub.get("/api/v1/releases").json()
    assert found["current"] == "2026-test"
    (release,) = found["releases"]
    assert (release["cases"], release["demonstration"], release["reviewed"]) == (400, True, False)
    assert release["manifest_url"] == "http://testserver/releases/2026-test/manifest.json"


def test_a_folder_without_a_release_is_an_empty_list(hub_of, tmp_path):
    assert hub_of(tmp_path).get("/api/v1/releases").json() == {"current": None, "releases": []}


def test_a_release_is_told_as_its_manifest_tells_it(hub, releases_folder):
    found = hub.get("/api/v1/releases/2026-test").json()
    assert found["manifest"] == json.loads((releases_folder / "2026-test/manifest.json").read_bytes())
    assert [file["name"] for file in found["files"]] == [file["name"] for file in found["manifest"]["files"]]
    for file in found["files"]:
        response = hub.get(file["url"].removeprefix("http://testserver"))
        assert len(b"".join(response.streaming_content)) == file["bytes"]
        response.close()


@pytest.mark.parametrize(
    ("address", "by", "where", "within"),
    [
        ("", [], [], False),
        ("by=gender", ["gender"], [], False),
        ("by=gender&by=age_band", ["gender", "age_band"], [], False),
        ("by=gender,age_band&within=true", ["gender", "age_band"], [], True),
        ("by=means_of_control&where=gender=woman", ["means_of_control"], ["gender=woman"], False),
        ("by=&where=&release=&language=en", [], [], False),
        ("by=gender&where=&limit=&offset=&top=&sort=&change=&schema=&release=", ["gender"], [], False),
        (
            "where=age_band%3D0-8%7C9-17&where=year_of_registration>=2016&by=citizenship",
            ["citizenship"],
            ["age_band=0-8|9-17", "year_of_registration>=2016"],
            False,
        ),
    ],
)
def test_an_answer_is_that_of_tabulate(hub, releases_folder, address, by, where, within):
    response = hub.get(f"/api/v1/aggregate?{address}")
    assert response.status_code == 200, response.content
    expected = answer(open_release(releases_folder / "2026-test"), parse_question(by, where, within=within))
    found = response.json()
    assert found.pop("link").startswith("http://testserver/explore/?")
    assert found["source"].pop("terms") == terms_of(expected.about)
    assert found == json.loads(json.dumps(expected.to_dict("en")))


def test_an_answer_comes_in_the_language_asked_for(hub):
    found = hub.get("/api/v1/aggregate?by=gender&language=fr").json()
    assert found["language"] == "fr"
    assert "Femme" in {cell["by"][0]["label"] for cell in found["rows"]}
    assert any("inventés" in caution["text"] for caution in found["cautions"])


def test_the_codebook_is_that_of_the_release(hub, releases_folder):
    found = hub.get("/api/v1/codebook").json()
    assert found.pop("release") == "2026-test"
    assert found == json.loads((releases_folder / "2026-test/codebook.json").read_bytes())


def test_a_question_may_name_its_release(hub_of, tmp_path):
    from datetime import date

    make_release(tmp_path, make_cases(gender=["woman"] * 3), id="old", date=date(2025, 1, 1))
    make_release(tmp_path, make_cases(gender=["man"] * 4), id="new", date=date(2026, 1, 1))
    client = hub_of(tmp_path)
    assert client.get("/api/v1/aggregate").json()["total"] == 4
    assert client.get("/api/v1/aggregate?release=old").json()["total"] == 3
    assert client.get("/api/v1/codebook?release=old").json()["release"] == "old"


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/api/v1/aggregate?by=nonsense", 422, "question.unknown_column"),
        (
            "/api/v1/aggregate?by=gender,age_band,citizenship,contributor,means_of_control",
            422,
            "question.too_many_columns",
        ),
        ("/api/v1/aggregate?by=gender&by=gender", 422, "question.repeated_column"),
        ("/api/v1/aggregate?where=gender", 422, "question.malformed_condition"),
        ("/api/v1/aggregate?where=gender=alien", 422, "question.unknown_code"),
        ("/api/v1/aggregate?where=gender>=woman", 422, "question.not_ordered"),
        ("/api/v1/aggregate?whre=gender=woman", 422, "hub.value_unusable"),
        ("/api/v1/aggregate?within=perhaps", 422, "hub.value_unusable"),
        ("/api/v1/aggregate?language=klingon", 422, "hub.value_unusable"),
        ("/api/v1/aggregate?" + "where=gender=woman&" * 21, 422, "hub.value_unusable"),
        ("/api/v1/aggregate?release=2020-nothing", 404, "hub.not_found"),
        ("/api/v1/aggregate?release=" + "x" * 300, 422, "hub.value_unusable"),
        ("/api/v1/releases?page=2", 422, "hub.value_unusable"),
        ("/api/v1/releases/nothing", 404, "hub.not_found"),
        ("/api/v1/releases/..", 404, "hub.not_found"),
        ("/api/v1/nothing", 404, "hub.not_found"),
        ("/api/v1/aggregate?by=" + "x" * 5000, 400, "hub.request_refused"),
    ],
)
def test_an_error_has_the_one_shape(hub, address, status, code):
    response = hub.get(address)
    assert response.status_code == status
    assert response["Content-Type"] == "application/json"
    assert response["Cache-Control"] == "no-store"
    error = response.json()["error"]
    assert set(error) == {"code", "place", "fault", "remedy"}
    assert error["code"] == code
    assert error["fault"]
    assert error["remedy"]
    assert len(response.content) < 2_000


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_nothing_can_be_changed(hub, method):
    response = getattr(hub, method)("/api/v1/releases")
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"
    assert response.json()["error"]["code"] == "hub.method_not_allowed"


def test_a_question_with_too_large_an_answer_is_refused_and_not_cut_off(hub_of, releases_folder):
    client = hub_of(releases_folder, most_answer_rows=2)
    response = client.get("/api/v1/aggregate?by=citizenship")
    assert response.status_code == 422
    assert response.json()["error"]["code"] == "hub.answer_too_large"


def test_without_a_release_a_question_says_so(hub_of, tmp_path):
    response = hub_of(tmp_path).get("/api/v1/aggregate")
    assert response.status_code == 503
    assert response.json()["error"]["code"] == "hub.no_release"


def test_other_sites_may_read_the_answers(hub):
    assert hub.get("/api/v1/releases")["Access-Control-Allow-Origin"] == "*"
    assert not hub.get("/methods/").has_header("Access-Control-Allow-Origin")


@pytest.mark.parametrize(("name", "most"), [("by", 4), ("where", 20)])
def test_more_values_than_there_may_be_are_refused_though_they_are_empty(hub, name, most):
    empty = "&".join([f"{name}="] * most)
    assert hub.get(f"/api/v1/aggregate?{empty}").status_code == 200
    refused = hub.get(f"/api/v1/aggregate?{empty}&{name}=")
    assert refused.status_code == 422
    assert str(most) in refused.content.decode()

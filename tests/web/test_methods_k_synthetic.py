"""What the hub says of a k-synthetic release: what is promised, what its bounds are, and nothing of k-anonymity."""

import pytest
from tests.release.test_k_synthetic import SYNTHETIC
from tests.release.test_publishing import people

from palermo.cases import write_cases
from palermo.release import publishing


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("synthetic")
    write_cases(people(143, 0, country="MDA"), folder / "north.parquet")
    write_cases(people(120, 143, country="ROU"), folder / "south.parquet")
    (folder / "release.yaml").write_text(SYNTHETIC, encoding="utf-8")
    spec = publishing.load_spec(folder / "release.yaml")
    publishing.make_keys(spec)
    publishing.publish(spec, folder / "out")
    return folder / "out"


def _page(hub, address):
    answer = hub.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_methods_say_what_is_promised_and_what_is_not(hub_of, made):
    page = _page(hub_of(made), "/methods/")
    assert "k-synthetic with k = 5" in page
    assert "5 cases or more have it, and no more than have the rarest of its parts" in page
    assert "no file can show" in page
    assert "Rounded down to multiples of 5" in page
    assert "k-anonymity" not in page
    assert "before values were withheld" not in page


def test_measures_stand_there_in_words(hub_of, made):
    page = _page(hub_of(made), "/methods/")
    for name in ("Fewest cases behind a record", "Error by chance", "Lost", "Made up", "Group of people served worst"):
        assert name in page
    assert "Share of error" not in page
    assert "=" not in page.split("Group of people served worst")[1].split("</tr>")[0].split('class="number">')[1]


def test_methods_in_french(hub_of, made):
    page = _page(hub_of(made), "/fr/methods/")
    for said in ("k-synthétiques avec k = 5", "Erreur du hasard", "Arrondi vers le bas", "Plus petit nombre de cas"):
        assert said in page
    assert "k-synthetic" not in page.split("<main")[1].split("k-synthétiques")[0]


def test_figures_say_what_their_bounds_are(hub_of, made):
    hub = hub_of(made)
    page = _page(hub, "/explore/?by=gender&where=citizenship=PHL")
    assert "between which shares the true one lies" in page
    assert "before values were withheld" not in page
    assert "none is one person" in page
    assert "ont été composés de valeurs" in _page(hub, "/fr/explore/?by=gender")
    found = hub.get("/api/v1/aggregate?by=gender&where=citizenship=PHL").json()
    assert {row["interval"] for row in found["rows"]} == {"bounds from how records were put together"}
    assert "put_together" in {caution["code"] for caution in found["cautions"]}


@pytest.mark.parametrize("address", ["/", "/countries/", "/countries/PHL/", "/releases/", "/explore/"])
def test_all_pages_stand(hub_of, made, address):
    _page(hub_of(made), address)

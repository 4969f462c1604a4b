"""Encodings: alike for people who are alike, closed to who has no key, and to a frequency attack."""

import random

import numpy as np
import pyarrow as pa
import pytest
from tests.link.frequency_attack import attack, bits, same_everywhere
from tests.link.people import FAMILY, judged, lists, person

from palermo.errors import InputError, SettingsError
from palermo.link import EncodeSettings, Fields, LinkSettings, encode, link_encoded
from palermo.link._alike import near
from palermo.link._link_encoded import likely

KEY, OTHER = bytes(range(32)), bytes(range(1, 33))
PLAIN = EncodeSettings(salt="none", diffusion=1)
ATTACKED = 1_500


def crowd(number: int, seed: int) -> list[dict[str, str]]:
    """People whose family names are as uneven as those of a real list."""
    random_ = random.Random(seed)  # noqa: S311
    weights = [0.8**at for at in range(len(FAMILY))]
    found = []
    for _ in range(number):
        one = person(random_)
        one["surname"] = random_.choices(FAMILY, weights)[0]
        found.append(one)
    return found


@pytest.fixture(scope="module")
def people():
    return crowd(ATTACKED, 1)


@pytest.fixture(scope="module")
def known():
    """What an attacker knows: how frequent family names are among other people of the country."""
    shares: dict[str, float] = {}
    for one in crowd(4_000, 2):
        shares[one["surname"]] = shares.get(one["surname"], 0) + 1 / 4_000
    return shares


def read_right(said, people):
    return sum(people[record]["surname"] == name for record, name in said.items())


def test_the_frequency_attack_reads_names_from_plain_filters(people, known):
    said = attack(bits(encode(pa.Table.from_pylist(people), key=KEY, settings=PLAIN)), known)
    right = read_right(said, people)
    assert right > 0.25 * len(people)
    assert right > 1.5 * max(known.values()) * len(said)


@pytest.mark.parametrize("salt", ["birth_year", "birth_date"])
def test_the_frequency_attack_reads_nothing_from_encodings_as_they_are_made(people, known, salt):
    table = encode(pa.Table.from_pylist(people), key=KEY, settings=EncodeSettings(salt=salt))
    said = attack(bits(table), known)
    guessing = max(known.values()) * len(said)
    assert read_right(said, people) <= guessing + 3 * np.sqrt(guessing) + 3
    assert not same_everywhere(bits(table), known)


def groups_shown(table, people, name):
    """How much of a family name's people the main directions of the encodings show: 0.1 is chance, 1 all."""
    signs = 1.0 - 2.0 * bits(table)
    signs -= signs.mean(axis=0)
    _, vectors = np.linalg.eigh(signs @ signs.T)
    has = np.array([one["surname"] == name for one in people], float)
    has -= has.mean()
    return float(np.linalg.norm(vectors[:, -15:].T @ (has / np.linalg.norm(has))))


def test_people_of_one_family_name_are_no_group_that_shows(people, known):
    name = max(known, key=lambda each: known[each])
    some = people[:800]
    table = pa.Table.from_pylist(some)
    assert groups_shown(encode(table, key=KEY, settings=EncodeSettings(salt="none")), some, name) > 0.7
    assert groups_shown(encode(table, key=KEY), some, name) < 0.4


def test_names_alone_are_not_encoded_for_they_would_be_as_frequent_as_the_name(people, known):
    names = pa.table({name: [one[name] for one in people] for name in ("surname", "sex")})
    weak = EncodeSettings(salt="none", fewest=1)
    said = same_everywhere(bits(encode(names, key=KEY, settings=weak)), known)
    assert read_right(said, people) > 0.05 * len(people)
    with pytest.raises(InputError) as error:
        encode(names, key=KEY)
    assert error.value.key == "link.too_few_fields"


def test_people_are_found_without_names():
    tables, who = lists(people=400, seed=3)
    encoded = {name: encode(table, key=KEY) for name, table in tables.items()}
    linked = link_encoded(encoded, settings=LinkSettings(once=("north", "south")))
    precision, recall = judged(linked, who)
    assert precision >= 0.97
    assert recall >= 0.85
    assert "no name was there" in linked.report.training.encoded
    assert linked.table().column_names == ["person", "list", "record", "records_of_person", "probability"]


def test_another_key_gives_what_cannot_be_compared():
    tables, _ = lists(people=60)
    north, south = (encode(table, key=key) for table, key in zip(tables.values(), (KEY, OTHER), strict=True))
    with pytest.raises(InputError, match="another key"):
        link_encoded({"north": north, "south": south})
    other = encode(tables["north"], key=OTHER)
    same = np.mean(bits(north) == bits(other))
    assert 0.4 < same < 0.62


def test_the_same_person_has_the_same_encoding_in_any_order_of_names_and_any_script():
    one = pa.table({"given name": ["Muhammad"], "surname": ["Rahman"], "dob": ["1990-05-20"], "sex": ["m"]})
    swapped = pa.table({"sexe": ["homme"], "nom": ["Muhammad"], "prénom": ["RAHMAN"], "né le": ["20/05/1990"]})
    assert encode(one, key=KEY).column("encoding").equals(encode(swapped, key=KEY).column("encoding"))


def test_who_says_too_little_is_not_encoded_and_stands_alone():
    table = pa.table({"name": ["Ana Diaz", "Ana Diaz", "Luz Rey"], "dob": ["1999-03-05", "", "2001"], "sex": ["f"] * 3})
    found = encode(table, key=KEY)
    assert [each is None for each in found.column("encoding").to_pylist()] == [False, True, False]
    linked = link_encoded({"a": found})
    assert any("too little" in text for text in linked.report.cautions)
    assert len(set(linked.persons.tolist())) == 3


def test_case_numbers_stay_at_home_unless_they_are_named():
    table = pa.table({"case id": ["N-1977-Ana"], "name": ["Ana Diaz"], "dob": ["1999-03-05"], "sex": ["f"]})
    assert encode(table, key=KEY).column("record").to_pylist() == ["1"]
    told = encode(table, key=KEY, fields=Fields({"record": "case id"}))
    assert told.column("record").to_pylist() == ["N-1977-Ana"]


@pytest.mark.parametrize("key", [b"short", b"a" * 64])
def test_a_key_that_is_no_secret_is_refused(key):
    with pytest.raises(InputError) as error:
        encode(lists(people=10)[0]["north"], key=key)
    assert error.value.key == "link.key"


@pytest.mark.parametrize("wrong", [{"bits": 1000}, {"diffusion": 0}, {"salt": "sex"}, {"weights": {"shoe": 3}}])
def test_settings_that_make_no_sense_are_refused(wrong):
    with pytest.raises(SettingsError):
        EncodeSettings(**wrong)


def test_the_kernel_finds_the_pairs_that_a_plain_search_finds():
    random_ = np.random.default_rng(4)
    words = random_.integers(0, 2**63, (60, 2, 16), dtype=np.uint64)
    words[30:] = words[:30] ^ (random_.integers(0, 2**63, (30, 2, 16), dtype=np.uint64) & words[:30] & words[::-1][:30])
    words[5, 0] = words[40, 1] = words[41] = 0
    of_list = np.arange(60) % 3
    apart = np.array([True, False, False])
    left, right, different = near(words, of_list, apart, 400)
    found = dict(zip(zip(left.tolist(), right.tolist(), strict=True), different.tolist(), strict=True))
    expected = {}
    for i in range(60):
        for j in range(i + 1, 60):
            if of_list[i] == of_list[j] and apart[of_list[i]]:
                continue
            each = [
                int(np.bitwise_count(words[i, part] ^ words[j, part]).sum())
                for part in range(2)
                if words[i, part].any() and words[j, part].any()
            ]
            if each and min(each) <= 400:
                expected[i, j] = min(each)
    assert found == expected
    assert expected


def test_more_alike_is_never_less_likely():
    random_ = np.random.default_rng(1)
    different = np.concatenate([random_.normal(0.1, 0.04, 300), 0.4 - random_.exponential(0.02, 4_000)]).clip(0, 0.4)
    probability = likely(different, 0.4)
    order = np.argsort(different)
    assert (np.diff(probability[order]) <= 1e-9).all()
    assert abs(probability.sum() - 300) < 30

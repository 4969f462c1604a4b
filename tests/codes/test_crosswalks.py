"""Crosswalks: what they say of every code, and what they know to be lost."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.codes import Crosswalk, Link, Source, code_list, crosswalk, crosswalk_names

THERE_AND_BACK = [
    (name, back)
    for name in crosswalk_names()
    for back in crosswalk_names()
    if crosswalk(name).from_list.startswith("htcds-")
    and (crosswalk(name).to_list, crosswalk(name).from_list) == (crosswalk(back).from_list, crosswalk(back).to_list)
]


@st.composite
def crosswalks(draw) -> Crosswalk:
    """A crosswalk between two small lists, where every code leads to some codes or to none."""
    links = []
    for code in draw(st.lists(st.sampled_from("abcdef"), min_size=1, unique=True)):
        to = draw(st.lists(st.sampled_from("uvwxyz"), max_size=3, unique=True))
        links += [Link(code, target) for target in to] or [Link(code, None)]
    return Crosswalk("a-to-b", {"en": "A"}, Source("Invented"), "1", True, "a", "b", tuple(links))


@given(crosswalks())
def test_losses_are_those_that_a_slow_look_at_every_pair_finds(walk):
    codes = {link.code for link in walk.links}
    dropped = {code for code in codes if not walk.map(code)}
    joined = {
        (one, other, to)
        for one, other in combinations(sorted(codes), 2)
        for to in set(walk.map(one)) & set(walk.map(other))
    }
    found = walk.losses()
    assert {loss.codes[0] for loss in found if loss.kind == "dropped"} == dropped
    told = {
        (one, other, loss.to)
        for loss in found
        if loss.kind == "merged"
        for one, other in combinations(sorted(loss.codes), 2)
    }
    assert told == joined


@given(crosswalks())
def test_a_lossless_crossing_can_be_taken_back(walk):
    if walk.is_lossless:
        back = {to: code for code in {link.code for link in walk.links} for to in walk.map(code)}
        for code in {link.code for link in walk.links}:
            assert {back[to] for to in walk.map(code)} == {code}


@pytest.mark.parametrize("name", crosswalk_names())
def test_a_crosswalk_says_of_every_code_what_becomes_of_it(name):
    walk = crosswalk(name)
    assert {link.code for link in walk.links} == {code.code for code in code_list(walk.from_list)}
    assert {to for link in walk.links if (to := link.to) is not None} <= {c.code for c in code_list(walk.to_list)}


@pytest.mark.parametrize(("name", "back"), THERE_AND_BACK)
def test_a_code_of_the_standard_comes_back_as_it_was(name, back):
    out, home = crosswalk(name), crosswalk(back)
    for code in code_list(out.from_list):
        for ours in out.map(code.code):
            assert home.map(ours) == (code.code,)


def test_there_are_crossings_both_ways_for_every_list_that_has_a_counterpart():
    ours = {crosswalk(name).from_list for name, _ in THERE_AND_BACK}
    assert ours == {
        "htcds-forced-labour-industry",
        "htcds-gender",
        "htcds-method-of-recruitment",
        "htcds-methods-of-control",
        "htcds-relationship-to-trafficker",
        "htcds-trafficking-status",
        "htcds-type-of-exploitation",
        "htcds-type-of-sex-exploitation",
    }


@pytest.mark.parametrize("name", crosswalk_names())
def test_what_has_no_place_and_is_not_plain_says_why(name):
    walk = crosswalk(name)
    if walk.to_list in ("htcds-forced-labour-industry", "htcds-type-of-sex-exploitation"):
        if walk.from_list == "form-of-exploitation":
            return  # the definition says it of all of them at once
    assert [link.code for link in walk.links if link.to is None and not link.note] == []


def test_forms_of_exploitation_lead_to_the_series_of_16_2_2():
    walk = crosswalk("form-of-exploitation-to-sdg-16-2-2-series")
    assert walk.map("sexual.prostitution") == ("VC_HTF_DETVSX",)
    assert walk.map("labour.A") == walk.map("servitude") == ("VC_HTF_DETVFL",)
    assert walk.map("organ_removal") == ("VC_HTF_DETVOG",)
    assert walk.map("forced_criminality") == ("VC_HTF_DETVOP",)
    assert walk.map("other") == ()
    sure = {link.code: link.verified for link in walk.links}
    assert sure["sexual"]
    assert not sure["child_labour"]


def test_nothing_of_the_classification_of_crime_is_called_verified():
    walk = crosswalk("form-of-exploitation-to-iccs-trafficking")
    assert not walk.verified
    assert not any(link.verified for link in walk.links)


def test_forced_criminality_is_lost_in_the_standard():
    walk = crosswalk("form-of-exploitation-to-htcds-type-of-exploitation")
    merged = next(loss for loss in walk.losses() if loss.to == "Other")
    assert merged.codes == ("forced_criminality", "other")

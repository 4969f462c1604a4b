"""Chance from one seed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.demo._dice import BLOCK, Dice, Weighted


def test_the_same_seed_gives_the_same_throws_beyond_a_block():
    one, other, third = Dice(5), Dice(5), Dice(6)
    throws = [one.throw() for _ in range(BLOCK + 10)]
    assert throws == [other.throw() for _ in range(BLOCK + 10)]
    assert throws != [third.throw() for _ in range(BLOCK + 10)]
    assert len(set(throws)) == len(throws)


@given(st.integers(0, 10_000), st.integers(0, 30), st.data())
def test_some_of_takes_places_once_and_keeps_their_order(seed, size, data):
    number = data.draw(st.integers(0, size))
    items = list(range(100, 100 + size))
    taken = Dice(seed).some_of(items, number)
    assert len(taken) == number
    assert taken == sorted(set(taken))
    assert set(taken) <= set(items)


@given(st.dictionaries(st.text(), st.floats(0, 100), min_size=1, max_size=6), st.integers(0, 99))
def test_only_what_has_a_weight_is_drawn(weights, seed):
    there = {item for item, weight in weights.items() if weight > 0}
    if not there:
        with pytest.raises(ValueError, match="above 0"):
            Weighted.of(weights)
        return
    weighted, dice = Weighted.of(weights), Dice(seed)
    assert {dice.draw(weighted) for _ in range(50)} <= there


def test_things_are_drawn_by_weight():
    dice, weighted = Dice(1), Weighted.of({"often": 90, "seldom": 10})
    drawn = [dice.draw(weighted) for _ in range(10_000)]
    assert 880 < drawn.count("seldom") < 1_120


def test_chances_are_kept():
    dice = Dice(2)
    assert not any(dice.percent(0) for _ in range(1_000))
    assert all(dice.percent(100) for _ in range(1_000))
    assert {dice.below(3) for _ in range(1_000)} == {0, 1, 2}

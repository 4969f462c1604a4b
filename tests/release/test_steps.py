"""How far publishing is."""

import pytest

from palermo.release._steps import WHOLE, Steps


def test_time_is_told_in_parts_of_the_whole_and_never_goes_back():
    told = []
    steps = Steps(lambda what, done, total: told.append((what, done, total)), (1, 1, 8))
    steps.begin(0, "reading")
    steps.begin(1, "reading more")
    steps.begin(2, "protecting")
    steps.tell("drawing", 0.25)
    steps.tell("nobody knows how far")
    steps.tell("fitting", 0.75)
    steps.begin(3, "done")
    assert [done for _, done, _ in told] == [0, 100, 200, 400, 400, 800, WHOLE]
    assert {total for *_, total in told} == {WHOLE}
    assert told[4][0] == "nobody knows how far"


@pytest.mark.parametrize("share", [1.0, 1.5])
def test_no_step_is_more_than_done(share):
    told = []
    steps = Steps(lambda what, done, total: told.append(done), (1, 1))
    steps.begin(0, "reading")
    steps.tell("reading", share)
    assert told == [0, WHOLE // 2]


def test_nobody_need_listen():
    Steps(None, (1,)).begin(0, "reading")

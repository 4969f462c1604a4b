"""Adding up on this machine: what every engine must give."""

from functools import partial

import numpy as np
import pytest

from palermo.engine import Local
from palermo.errors import InputError


def test_each_array_is_added_up_and_keeps_its_shape():
    parts = [np.arange(6) + number for number in range(4)]

    def kernel(part):
        return part.reshape(2, 3), part[:1] ** 2

    table, first = Local().sum_over(parts, kernel)
    assert table.tolist() == [[6, 10, 14], [18, 22, 26]]
    assert first.tolist() == [0 + 1 + 4 + 9]


def test_parts_are_left_as_they_are():
    parts = [np.ones(3, np.int64), np.ones(3, np.int64)]
    assert Local().sum_over(parts, lambda part: (part,))[0].tolist() == [2, 2, 2]
    assert [part.tolist() for part in parts] == [[1, 1, 1], [1, 1, 1]]


def test_nothing_has_no_sum():
    with pytest.raises(ValueError, match="no parts"):
        Local().sum_over([], partial(np.zeros, 3))


def test_what_a_kernel_refuses_is_refused():
    def kernel(part):
        raise InputError("file.not_found", place=part)

    with pytest.raises(InputError) as caught:
        Local().sum_over(["a.parquet"], kernel)
    assert caught.value.place == "a.parquet"

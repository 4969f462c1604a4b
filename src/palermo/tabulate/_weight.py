"""How much there is to count for a question, told before it is counted."""

import numpy as np

from palermo.release import Release
from palermo.tabulate._index import index_of
from palermo.tabulate._question import Question
from palermo.tabulate._vintages import view_of

COMBINED = 10
"""As how many values each further combination of a case counts, for each column that it combines: it is written down,
counted, and looked at by every caution, where a plain value is read once. Measured with 200,000 cases: 20 to 30 ns a
plain value, 120 to 400 ns a further combination and column."""


def values_read(release: Release, question: Question) -> int:
    """How many values are read to answer a question, at some 20 ns of one core each.

    One for each case in each column that the question names. A case with several codes is in several combinations, with
    three means of control and two sectors in six: each but the first counts once, and COMBINED times more for every
    column that is combined with the first.
    All cases are taken, whatever the conditions are.

    Raises QuestionError when the release has no such column.
    """
    index = index_of(release)
    view = view_of(index, question.schema) if question.schema else index
    names = dict.fromkeys((*(condition.column for condition in question.conditions), *question.by))
    columns = {name: view.column(name) for name in names}
    values, asked = index.num_rows * len(columns), [columns[name] for name in question.by]
    if all(column.is_single for column in asked):
        return values
    combinations = np.ones(index.num_rows, dtype=np.int64)
    for column in asked:
        combinations *= column.known if column.is_single else np.diff(column.starts)
    further = int(combinations.sum()) - int(np.count_nonzero(combinations))
    return values + further * (1 + COMBINED * (len(asked) - 1))

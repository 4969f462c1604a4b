"""What a release tells of its evaluation, when it promises groups of k."""

import pytest
from tests.protect.evaluation.test_evaluate import invented

from palermo.protect import EvaluationSettings, evaluate
from palermo.release._evaluating import GROUP_STEPS, at_most, evaluation_figures, evaluation_section
from palermo.report import Paragraph, show_share


@pytest.mark.parametrize("k", [2, 5, 10, 30])
@pytest.mark.parametrize("whole", [30, 47, 101, 5_000])
@pytest.mark.parametrize("error", [0.0001, 0.05, 0.149, 0.15, 0.151, 0.7, 1.0, 1.3])
def test_the_error_of_a_group_is_told_by_steps_of_k_and_never_too_small(error, whole, k):
    told = at_most(error, whole, k)
    step = min(step for step in GROUP_STEPS if step * whole >= k)
    assert error <= told < error + step + 1e-9
    assert told / step == pytest.approx(round(told / step))


def test_the_group_is_named_with_the_cases_it_is_a_share_of():
    cases = invented()
    safe = cases.take(list(range(0, cases.num_rows, 2)))
    found = evaluate(cases, safe, settings=EvaluationSettings(2, 10, groups=("gender",)))
    at = found.asked - 1
    figures = evaluation_figures(found, k=10)
    error = at_most(found.worst.errors[at], min(found.worst.cases, found.worst.occurrences[at]), 10)
    assert figures["share_of_error_in_worst_group"] == {f"gender={found.worst.code}": error}
    told = [block.text for block in evaluation_section(found, k=10).blocks if isinstance(block, Paragraph)]
    much = f"with an error of at most {show_share(error)}" if error < 1 else "as badly as by an empty table at worst"
    assert told[-1].endswith(f"{found.worst.label}, {much} for 2 attributes at once.")


def test_nothing_is_told_of_a_group_with_fewer_than_k_combinations():
    cases = invented()
    safe = cases.take(list(range(0, cases.num_rows, 2)))
    found = evaluate(cases, safe, settings=EvaluationSettings(2, 10, groups=("gender",)))
    assert found.worst.occurrences[1] < 10_000
    assert "share_of_error_in_worst_group" not in evaluation_figures(found, k=10_000)

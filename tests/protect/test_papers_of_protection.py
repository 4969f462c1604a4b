"""What the pages of protected cases say, whichever the method: by labels, with pictures, with every hard word told."""

import pytest
from tests.protect.evaluation.test_evaluate import invented

from palermo.protect import (
    KAnonymitySettings,
    KSyntheticSettings,
    SynthesisSettings,
    k_anonymise,
    k_synthesise,
    promise,
    synthesise,
)
from palermo.report import to_html, to_json


@pytest.mark.parametrize(
    ("made", "pictures"),
    [
        (lambda cases: k_anonymise(cases, settings=KAnonymitySettings(k=5, length=2)).report, 3),
        (lambda cases: k_synthesise(cases, settings=KSyntheticSettings(5)).report, 1),
    ],
)
def test_columns_are_called_as_people_call_them_and_the_figures_keep_their_names(made, pictures):
    report = made(invented())
    page = to_html(report.document())
    assert "Age at registration" in page
    assert "age_band" not in page
    assert "age_band" in to_json(report)
    assert page.count('<svg class="picture"') == pictures
    assert "Words used here" in page


def test_a_private_promise_explains_its_letters():
    report = synthesise(invented(600), settings=SynthesisSettings(4.0, 1e-5, length=2), seed=1).report
    page = to_html(promise(report))
    assert page.count('<svg class="picture"') == 1
    for word in ("ε", "δ", "μ", "Gaussian mechanism", "standard deviation"):
        assert f"<dt>{word}</dt>" in page
    assert "0.00001" in page
    assert "1e-05" not in page

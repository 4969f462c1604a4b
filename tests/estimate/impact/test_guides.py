"""The guides' examples run, as a reader would paste them."""

import re
from pathlib import Path

import pytest

GUIDES = Path(__file__).parents[3] / "docs" / "how-to"


@pytest.mark.parametrize(
    ("guide", "shown"), [("measure-impact.md", "cannot be told"), ("report-indicators.md", "VC_HTF_DETVR")]
)
def test_every_example_of_the_guides_runs(guide, shown, capsys):
    names = {}
    blocks = re.findall(r"```python\n(.*?)```", (GUIDES / guide).read_text(encoding="utf-8"), re.DOTALL)
    assert blocks
    for block in blocks:
        exec(compile(block, guide, "exec"), names)  # noqa: S102
    assert shown in capsys.readouterr().out

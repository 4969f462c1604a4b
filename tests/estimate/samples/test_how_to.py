"""The guide's examples run, one after the other, as a reader would paste them."""

import re
from pathlib import Path

GUIDE = Path(__file__).parents[3] / "docs" / "how-to" / "estimate-from-a-sample.md"


def test_every_example_of_the_guide_runs(capsys):
    names = {}
    blocks = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) > 7
    for block in blocks:
        exec(compile(block, str(GUIDE), "exec"), names)  # noqa: S102
    shown = capsys.readouterr().out
    assert "design effect" in shown
    assert "Totals reached" in shown
    assert "sequential" in shown

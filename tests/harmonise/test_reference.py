"""Every example of the reference of mapping files can be used as it stands."""

import re
from pathlib import Path
from textwrap import indent

import pytest

from palermo.harmonise import load_mapping
from palermo.harmonise._load_rules import _OPERATIONS

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "mapping.md"
GUIDE = Path(__file__).parents[2] / "docs" / "how-to" / "map-your-file.md"
EXAMPLES = re.compile(r"^```yaml\n(.*?)^```", re.MULTILINE | re.DOTALL)


def _examples(page):
    return EXAMPLES.findall(page.read_text(encoding="utf-8"))


@pytest.mark.parametrize("example", [*_examples(PAGE), *_examples(GUIDE)])
def test_every_example_loads(example, tmp_path):
    fragment = "blank: unknown\ncolumns:\n" + indent(example, "  ")
    whole = example if re.search(r"^blank:", example, re.MULTILINE) else fragment
    path = tmp_path / "example.yaml"
    path.write_text(whole, encoding="utf-8")
    assert load_mapping(path).columns


def test_every_operation_has_an_example():
    shown = "\n".join(_examples(PAGE))
    for operation in _OPERATIONS:
        assert re.search(rf"\b{operation}:", shown), operation

"""What was found to be wrong, as a report tells it: the thing, and what to do about it."""

from collections.abc import Iterable

from palermo.estimate._lists import Finding
from palermo.report import Block, Note, Paragraph

LEVELS = {"alarm": "problem", "caution": "caution", "note": "information"}
"""How a report shows a finding of each severity."""


def findings_told(findings: Iterable[Finding]) -> list[Block]:
    """Each finding with its remedy, in the order given."""
    blocks: list[Block] = []
    for each in findings:
        blocks += [Note(each.text, LEVELS[each.severity]), Paragraph(f"What to do: {each.remedy}")]
    return blocks

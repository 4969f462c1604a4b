"""What was found to be wrong with data, and what to do about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from palermo.report import Block, Note, Paragraph

Severity = Literal["alarm", "caution", "note"]
SEVERITIES: tuple[Severity, ...] = ("alarm", "caution", "note")
"""The gravest first."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong. severity: note, caution or alarm. text: what it is. remedy: what to do about it."""

    code: str
    severity: Severity
    text: str
    remedy: str

    def to_dict(self) -> dict[str, str]:
        """As JSON has it."""
        return {"code": self.code, "severity": self.severity, "text": self.text, "remedy": self.remedy}


LEVELS = {"alarm": "problem", "caution": "caution", "note": "information"}
"""How a report shows a finding of each severity."""


def gravest_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Alarms, then cautions, then notes; those alike in the order given."""
    return tuple(sorted(findings, key=lambda each: SEVERITIES.index(each.severity)))


def findings_told(findings: Iterable[Finding]) -> list[Block]:
    """Each finding with its remedy, in the order given."""
    blocks: list[Block] = []
    for each in findings:
        blocks += [Note(each.text, LEVELS[each.severity]), Paragraph(f"What to do: {each.remedy}")]
    return blocks

"""Write the demonstration: three contributors' files, what is needed to publish them, and the truth about them."""

import json
import os
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.resources import files
from pathlib import Path

from palermo.demo._cases import Case, make_cases
from palermo.demo._dice import Dice
from palermo.demo._harbour_house import HARBOUR_HOUSE
from palermo.demo._northern_line import NORTHERN_LINE
from palermo.demo._passerelle import PASSERELLE
from palermo.demo._profiles import profiles
from palermo.demo._sending import Spoilt, how_often, record
from palermo.errors import InputError

SEED = 2026
CASES = 12_000
FEWEST_CASES = 300
"""Below it, hardly anything is left once the cases are protected, and there are fewer cases than countries."""
MOST_CASES = 1_000_000

ALL_SENT = (HARBOUR_HOUSE, PASSERELLE, NORTHERN_LINE)
TRUTH = "truth.json"


@dataclass(frozen=True, slots=True)
class Sending:
    """One contributor's file. rows: records in it; spoilt: those that are to be set aside."""

    contributor: str
    file: str
    mapping: str
    rows: int
    spoilt: tuple[Spoilt, ...]


@dataclass(frozen=True, slots=True)
class Demo:
    """What was made.

    cases: rows in all files. people: how many they are of. exact, misspelt: of the cases of people whom another
    contributor met before, those in which name, birth date and gender agree, and those in which they do not.
    """

    folder: Path
    seed: int
    cases: int
    people: int
    exact: int
    misspelt: int
    sendings: tuple[Sending, ...]

    def truth(self) -> dict[str, object]:
        """The same as `truth.json` has it."""
        found = asdict(self)
        del found["folder"]
        return found


def make(folder: Path | str, *, seed: int = SEED, cases: int = CASES) -> Demo:
    """Write invented contributors' files into a folder that is not there yet, or is empty.

    The same seed and number give the same bytes. seed: any whole number from 0. cases: rows in all files together,
    at least `FEWEST_CASES`. `truth.json` says what is in the files: who is there twice, and which rows are faulty.

    Raises InputError when there is something in the folder; then nothing is written. ValueError when a number is out
    of bounds.
    """
    if not FEWEST_CASES <= cases <= MOST_CASES or seed < 0:
        raise ValueError(f"from {FEWEST_CASES} to {MOST_CASES} cases and a seed from 0, not {cases} and {seed}")
    folder = Path(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError("demo.folder_taken", place=str(folder))
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as made:
        whole = Path(made) / "demo"
        whole.mkdir()
        demo = _write(folder, whole, Dice(seed), seed, cases)
        os.replace(whole, folder)
    return demo


def _write(folder: Path, whole: Path, dice: Dice, seed: int, cases: int) -> Demo:
    repeats = {sent.contributor: how_often(sent.repeats, cases) if sent.repeats else 0 for sent in ALL_SENT}
    made = make_cases(profiles(), dice, cases=cases - sum(repeats.values()))
    names = {contributor.key: contributor.name for contributor in profiles().contributors}
    sendings = []
    for sent in ALL_SENT:
        own = [case for case in made if case.contributor == sent.contributor]
        rows, spoilt = record(own, sent, dice, repeats=repeats[sent.contributor])
        sent.write(rows, whole / sent.file)
        sendings.append(Sending(names[sent.contributor], sent.file, sent.mapping, len(rows), tuple(spoilt)))
    for entry in files("palermo.demo").joinpath("sent").iterdir():
        (whole / entry.name).write_bytes(entry.read_bytes())
    demo = Demo(folder, seed, sum(sending.rows for sending in sendings), *_count(made), tuple(sendings))
    (whole / TRUTH).write_text(json.dumps(demo.truth(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return demo


def _count(cases: Sequence[Case]) -> tuple[int, int, int]:
    exact = sum(case.twin == "exact" for case in cases)
    misspelt = sum(case.twin == "misspelt" for case in cases)
    return len(cases) - exact - misspelt, exact, misspelt

"""Cases in parts, counted on this machine: what is made and what is refused is as for the whole table.

On a cluster the same is tested in tests/engine/test_spark.py.
"""

from dataclasses import replace

import pytest
from tests.protect.synthesis.invented import RANGES, VALUES, invented
from tests.release.invented import make_cases

from palermo.cases import CaseTable, Missing, case_parts, write_cases
from palermo.engine import Local
from palermo.errors import InputError, ProtectionError
from palermo.protect.synthesis import SynthesisSettings, synthesise, synthesise_parts
from palermo.protect.synthesis._intervals import SimulatedNoise

SETTINGS = SynthesisSettings(4.0, 1e-5, length=2, sweeps=4)
KNOWN = {"values": VALUES, "ranges": RANGES}


@pytest.fixture(scope="module")
def whole() -> CaseTable:
    return invented(600)


@pytest.fixture
def parts(whole, tmp_path):
    for number, start in enumerate((0, 350)):
        table = whole.data.slice(start, 350 if start == 0 else None)
        write_cases(CaseTable(whole.columns, table), tmp_path / f"{number}.parquet")
    return case_parts(tmp_path)


def test_the_same_noise_makes_the_same_cases_as_of_the_whole_table(parts, whole):
    told = []
    made = synthesise_parts(
        parts,
        engine=Local(),
        settings=SETTINGS,
        noise=SimulatedNoise(1),
        spend=lambda: told.append("spent"),
        progress=lambda what, done, total: told.append(what),
        **KNOWN,
    )
    assert made.cases.data.equals(synthesise(whole, settings=SETTINGS, noise=SimulatedNoise(1), **KNOWN).cases.data)
    assert told.count("spent") == 1
    assert told.index("spent") < told.index("Measuring")


def test_only_named_columns_are_kept(parts, whole):
    names = ["gender", "age_band", "citizenship"]
    made = synthesise_parts(parts, engine=Local(), settings=SETTINGS, columns=names, noise=SimulatedNoise(1))
    alone = synthesise(whole.select(names), settings=SETTINGS, noise=SimulatedNoise(1))
    assert made.cases.data.equals(alone.cases.data)


class Untouched:
    """An engine that must not be asked."""

    def sum_over(self, parts, kernel):
        raise AssertionError("cases were read")


@pytest.mark.parametrize(
    ("settings", "known", "key"),
    [
        (replace(SETTINGS, delta=0.01), KNOWN, "privacy.delta_out_of_range"),
        (replace(SETTINGS, length=3), {"columns": ["gender", "age_band"]}, "synthesis.length_above_columns"),
        (SETTINGS, {"values": VALUES, "ranges": {"year_of_registration": (1000, 2000)}}, "privacy.too_many_codes"),
        (SETTINGS, {"ranges": RANGES}, "privacy.open_vocabulary"),
    ],
)
def test_what_cannot_be_protected_is_refused_before_a_case_is_read(parts, settings, known, key):
    with pytest.raises(ProtectionError) as caught:
        synthesise_parts(parts, engine=Untouched(), settings=settings, noise=SimulatedNoise(1), **known)
    assert caught.value.key == key


def refused(parts, **known):
    """The error, and that nothing was spent before it was raised."""
    with pytest.raises((ProtectionError, InputError)) as caught:
        synthesise_parts(
            parts,
            engine=Local(),
            settings=SETTINGS,
            noise=SimulatedNoise(1),
            spend=lambda: pytest.fail("it was spent"),
            **known,
        )
    return caught.value


def test_a_value_outside_the_domain_is_refused_before_anything_is_spent(parts):
    error = refused(parts, values={"contributor": ("Hope",)}, ranges=RANGES)
    assert (error.key, error.place) == ("privacy.outside_domain", "contributor")


def test_cases_of_whom_nothing_is_known_are_refused(tmp_path):
    write_cases(make_cases(gender=[Missing.UNKNOWN] * 20, age_band=[Missing.REFUSED] * 20), tmp_path / "cases.parquet")
    assert refused(case_parts(tmp_path)).key == "synthesis.nothing_known"


def test_workers_that_see_other_files_are_found_out(parts, whole):
    write_cases(CaseTable(whole.columns, whole.data.slice(0, 10)), parts.parts[0].path)
    error = refused(parts, **KNOWN)
    assert (error.key, error.place) == ("cases.malformed", str(parts.parts[0].path.parent))

"""What a contribution leaves behind for the operator."""

from datetime import date

import pytest

from palermo.cases import Dialect, read_rows
from palermo.harmonise import HarmoniseSettings, harmonise, load_mapping
from palermo.release._papers import same_papers, write_papers


def test_only_the_owner_reads_the_records_that_were_set_aside(tmp_path):
    (tmp_path / "file.csv").write_text("sex,x\nFemal,1\nfemale,2\n", encoding="utf-8")
    (tmp_path / "mapping.yaml").write_text("blank: unknown\ncolumns: {gender: sex}\n", encoding="utf-8")
    settings = HarmoniseSettings(today=date(2026, 11, 1))
    found = harmonise(tmp_path / "file.csv", load_mapping(tmp_path / "mapping.yaml"), settings=settings)
    write_papers(tmp_path / "work", "Harbour House", found)
    aside = tmp_path / "work" / "Harbour-House.quarantine.csv"
    assert aside.stat().st_mode & 0o777 == 0o600
    assert read_rows(aside, Dialect()).num_rows == 1
    assert "How values were read" in (tmp_path / "work" / "Harbour-House.quality.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("one", "other"),
    [("Maison (A)", "Maison [A]"), ("Hope", "Hope."), ("Hope House", "hope-house"), ("(", "contributor")],
)
def test_names_that_files_cannot_tell_apart_are_found(one, other):
    assert same_papers(one, other)
    assert not same_papers(one, other + " 2")

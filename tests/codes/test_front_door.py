"""The public names of the room, and the data files that are shipped."""

from pathlib import Path

import palermo.codes
from palermo.codes import (
    KINDS,
    MISSING_KINDS,
    catalogue,
    check_all,
    crosswalk,
    crosswalk_names,
    find,
    list_names,
    vintage,
    vintage_names,
)

PUBLIC = """
KINDS LANGUAGES LARGEST MISSING_KINDS ORIGINS Node in_language parse_yaml
Catalogue Code CodeList Column ColumnKind Crosswalk Entry Found Generalisation Htcds
HtcdsField Link Loss Schema Source Translation Untranslated Vintage VintageColumn case_schema catalogue
check_all code_list crosswalk crosswalk_names describe find fold htcds htcds_fields list_names vintage vintage_losses
vintage_names
""".split()


def test_the_public_names_are_these():
    assert sorted(palermo.codes.__all__) == sorted(PUBLIC)
    assert all(hasattr(palermo.codes, name) for name in PUBLIC)


def test_every_data_file_that_is_shipped_is_as_it_should_be():
    assert check_all() == ()


def test_everything_has_a_source_a_version_and_a_licence():
    for entry in catalogue().entries:
        found = find(entry.name)
        assert found.source.title, entry.name
        assert found.source.licence, entry.name
        assert found.version, entry.name
        assert "fr" in found.title or entry.name.startswith("htcds-"), entry.name


def test_a_name_stands_for_one_thing():
    names = [name for entry in catalogue().entries for name in (entry.name, *entry.aliases)]
    assert len(names) == len(set(names))


def test_the_catalogue_names_every_data_file():
    by_kind = {kind: [e.name for e in catalogue().entries if e.kind == kind] for kind in KINDS}
    assert by_kind["list"] == list(list_names())
    assert by_kind["schema"] == ["case", "htcds-2.0"]
    assert by_kind["vintage"] == list(vintage_names())
    assert by_kind["crosswalk"] == list(crosswalk_names())


def test_what_was_not_verified_is_counted():
    entries = {entry.name: entry for entry in catalogue().entries}
    assert not entries["iccs-trafficking"].verified
    assert not entries["form-of-exploitation-to-iccs-trafficking"].verified
    links = crosswalk("form-of-exploitation-to-sdg-16-2-2-series").links
    assert entries["form-of-exploitation-to-sdg-16-2-2-series"].unverified == sum(not x.verified for x in links) > 0


def test_the_codes_room_knows_the_kinds_of_missing_of_the_case_table():
    from palermo.cases import Missing

    assert set(MISSING_KINDS) == {kind.value for kind in Missing}


def test_a_vintage_is_found_by_its_alias():
    assert vintage("ctdc-2021") is vintage("ctdc-k-anonymised-2021")
    assert vintage("ctdc-2024") is vintage("ctdc-synthetic-2024")


def test_the_reference_page_names_everything():
    page = (Path(__file__).parents[2] / "docs/reference/codes.md").read_text(encoding="utf-8")
    for entry in catalogue().entries:
        if entry.kind == "crosswalk":
            found = find(entry.name)
            assert all(f"`{name}`" in page for name in (found.from_list, found.to_list) if "htcds" not in name)
        else:
            assert f"`{entry.name}`" in page or entry.name.startswith("htcds-"), entry.name
        assert all(f"`{alias}`" in page for alias in entry.aliases)

"""Years in which a contributor's cases begin or end."""

from tests.release.invented import about, make_cases, make_release

from palermo.cases import Missing
from palermo.release import DIFFERENTIAL_PRIVACY, Break, Coverage, Manifest, PublicKey, Way, breaks


def manifest_of(cells, **changes):
    """A manifest that says no more than its coverage. cells: (contributor, year) → cases."""
    coverage = tuple(Coverage(*cell, number) for cell, number in cells.items())
    return Manifest(
        about=about(coverage=coverage, **changes),
        format="1",
        software="",
        schema={},
        rows=0,
        columns=(),
        lists={},
        limits=(),
        changes=None,
        files=(),
        key=PublicKey("Ed25519", "", ""),
    )


def test_who_is_there_all_the_time_breaks_nothing():
    assert breaks(manifest_of({("a", year): 10 for year in range(2001, 2006)})) == ()


def test_a_release_that_does_not_tell_its_coverage_has_no_breaks():
    assert breaks(manifest_of({})) == ()


def test_a_contributor_enters_and_leaves_with_its_share_of_the_year():
    cells = {("a", year): 30 for year in range(2001, 2006)} | {("b", 2003): 90, ("b", 2004): 10}
    assert breaks(manifest_of(cells)) == (
        Break(2003, "b", Way.ENTERED, 0.75),
        Break(2005, "b", Way.LEFT, 0.25),
    )


def test_a_gap_is_two_breaks():
    cells = {("a", year): 30 for year in range(2001, 2006)} | {("b", 2001): 10, ("b", 2004): 10, ("b", 2005): 10}
    assert [(each.year, each.kind) for each in breaks(manifest_of(cells))] == [(2002, "left"), (2004, "entered")]


def test_years_in_which_nobody_has_cases_break_every_series():
    cells = {("a", 2001): 5, ("a", 2004): 5, ("b", 2001): 15, ("b", 2004): 5}
    found = breaks(manifest_of(cells))
    assert [(each.year, each.contributor, each.share) for each in found] == [
        (2002, "a", 0.25),
        (2002, "b", 0.75),
        (2004, "a", 0.5),
        (2004, "b", 0.5),
    ]


def test_a_withheld_number_is_a_presence_and_tells_no_share():
    cells = {("a", year): 30 for year in range(2001, 2005)} | {("b", 2002): None, ("b", 2003): 20}
    assert breaks(manifest_of(cells)) == (Break(2002, "b", Way.ENTERED, None), Break(2004, "b", Way.LEFT, 0.4))


def test_what_noise_alone_may_have_made_is_no_presence():
    cells = {("a", year): 300 for year in range(2001, 2005)} | {("b", 2001): 7, ("b", 2002): 200, ("b", 2003): 180}
    noisy = {"utility": {"noise_sd": {"1": 9.0, "2": 10.0}}}
    private = breaks(manifest_of(cells, method=DIFFERENTIAL_PRIVACY, **noisy))
    assert [(each.year, each.kind) for each in private] == [(2002, "entered"), (2004, "left")]
    assert [(each.year, each.kind) for each in breaks(manifest_of(cells, **noisy))] == [(2004, "left")]


def test_they_are_read_from_a_release_as_it_is_published(tmp_path):
    cases = make_cases(
        contributor=["a", "a", "a", "b", "b"], year_of_registration=[2001, 2002, 2003, 2003, Missing.UNKNOWN]
    )
    cells = tuple(Coverage(*cell) for cell in (("a", 2001, 1), ("a", 2002, 1), ("a", 2003, 1), ("b", 2003, 1)))
    release = make_release(tmp_path, cases, coverage=cells)
    assert breaks(release.manifest) == (Break(2003, "b", Way.ENTERED, 0.5),)

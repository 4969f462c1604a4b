"""Who recorded the cases, when, where and how: contributors by year and by country, hotlines apart."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from palermo.codes import in_language
from palermo.release import DIFFERENTIAL_PRIVACY, Manifest, Release, Way, breaks
from palermo.web.hub.countries import ORIGIN, PLACE
from palermo.web.hub.coverage._matrix import (
    CONTRIBUTOR,
    SOURCE,
    YEAR,
    Matrix,
    Number,
    column_of,
    crossed,
    has,
    largest,
    matrix,
)
from palermo.web.hub.figures import number, percent

COUNTRIES_SHOWN = 15
"""Countries in a matrix, those with most cases; the data have all."""


@dataclass(frozen=True, slots=True)
class Contributor:
    """Who contributed. years: from the first to the last with cases. accepted, aside: rows; empty where not told."""

    name: str
    years: str
    cases: str
    accepted: str
    aside: str


@dataclass(frozen=True, slots=True)
class Told:
    """A break in words. share: how much of that year's cases came or went at once; empty where it is not told."""

    year: int
    contributor: str
    text: str
    share: str


def contributors(manifest: Manifest, language: str) -> list[Contributor]:
    """The contributors, in the order of the manifest, with what is told of each."""
    found: dict[str, Contributor] = {}
    for part in manifest.about.contributions:
        cells = [cell for cell in manifest.about.coverage if cell.contributor == part.contributor]
        years = [cell.year for cell in cells]
        known = [cell.cases for cell in cells if cell.cases is not None]
        found[part.contributor] = Contributor(
            name=part.contributor,
            years="" if not years else f"{min(years)}–{max(years)}" if min(years) < max(years) else str(min(years)),
            cases=number(sum(known), language) if known and len(known) == len(cells) else "",
            accepted="" if part.accepted is None else number(part.accepted, language),
            aside="" if part.quarantined is None else number(part.quarantined, language),
        )
    return list(found.values())


def by_year(release: Release) -> dict[tuple[str, str], Number]:
    """Cases by year and contributor, as the manifest tells them; with intervals where the columns are published."""
    intervals = crossed(release, YEAR, CONTRIBUTOR) if has(release, YEAR, CONTRIBUTOR) else {}
    found = {}
    for cell in release.manifest.about.coverage:
        key = (str(cell.year), cell.contributor)
        measured = intervals.get(key)
        sure = measured is not None and measured.n == cell.cases and cell.cases is not None
        found[key] = measured if sure and measured is not None else Number(cell.cases)
    return found


def years_matrix(release: Release, language: str) -> Matrix | None:
    """Contributors by year; None where the release does not tell. Years without any case have a row too."""
    numbers = by_year(release)
    if not numbers:
        return None
    years = {int(year) for year, _contributor in numbers}
    rows = [(str(year), str(year)) for year in range(min(years), max(years) + 1)]
    names = dict.fromkeys(cell.contributor for cell in release.manifest.about.coverage)
    return matrix(numbers, rows, [(name, name) for name in names], corner=_("Year"), language=language)


def countries_matrix(release: Release, column: str, language: str) -> Matrix | None:
    """Contributors by country, of citizenship or of exploitation; None where the release has not both columns."""
    if not has(release, column, CONTRIBUTOR):
        return None
    return _matrix(release, column, CONTRIBUTOR, language)


def sources_matrix(release: Release, language: str) -> Matrix | None:
    """Hotlines and case management, by year; None where the release does not tell them apart."""
    return _matrix(release, YEAR, SOURCE, language) if has(release, YEAR, SOURCE) else None


def told_breaks(manifest: Manifest, language: str) -> list[Told]:
    """The years in which a contributor's cases begin or end, in words."""
    found = []
    for each in breaks(manifest):
        text = _("{contributor} enters.") if each.kind is Way.ENTERED else _("{contributor} has no more cases.")
        share = "" if each.share is None else percent(each.share, language)
        found.append(Told(each.year, each.contributor, text.format(contributor=each.contributor), share))
    return found


def not_told(release: Release, language: str) -> Iterator[str]:
    """What cannot be said of who recorded the cases, and why."""
    manifest, about = release.manifest, release.manifest.about
    if not has(release, CONTRIBUTOR):
        yield _(
            "The release does not say of each case who recorded it, so that contributors cannot be laid beside "
            "countries, nor beside anything else but years."
        )
    if not about.coverage:
        yield _("The release does not say how many cases each contributor has in each year.")
    if about.contributions and all(part.rows_in is None for part in about.contributions):
        if manifest.about.method == DIFFERENTIAL_PRIVACY:
            yield _(
                "It tells no exact number of what each contributor sent: with differential privacy, such a number "
                "would tell of single cases."
            )
        else:
            yield _("It tells no number of what each contributor sent.")
    if not has(release, SOURCE):
        yield _("The release does not tell cases of hotlines from those of case management.")
    if not has(release, YEAR):
        yield _("The release has no years: nothing can be said of how its coverage changed.")
    left = manifest.cases_not_covered
    if left:
        text = ngettext(
            "{count} case is in no number here: who recorded it or when is withheld or not known, or its number is.",
            "{count} cases are in no number here: who recorded them or when is withheld or not known, or their number "
            "is.",
            left,
        )
        yield text.format(count=number(left, language))


def places(release: Release) -> list[str]:
    """The columns of countries that a release has: of exploitation first, for there a contributor works."""
    return [name for name in (PLACE, ORIGIN) if has(release, name)]


def _matrix(release: Release, rows: str, columns: str, language: str) -> Matrix:
    numbers = crossed(release, rows, columns)
    codes = largest(numbers, 0)
    listed = release.codes(rows)
    is_years = listed is None
    shown = sorted(codes, key=int) if is_years else codes[:COUNTRIES_SHOWN]
    named = [(code, code if listed is None else listed.label(code, language)) for code in shown]
    across = release.codes(columns)
    names = [(code, code if across is None else across.label(code, language)) for code in largest(numbers, 1)]
    corner = in_language(column_of(release, rows).label, language)
    return matrix(numbers, named, names, corner=corner, language=language, hidden=len(codes) - len(shown))

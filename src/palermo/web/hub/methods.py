"""Methods: how the release was made and protected, what that cost, and what its figures cannot say."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from palermo.release import Manifest
from palermo.web.hub.errors import refuse_unknown
from palermo.web.hub.figures_numbers import number, percent
from palermo.web.hub.files import file_address
from palermo.web.hub.questions_words import in_language
from palermo.web.hub.releases import release_for

K_ANONYMITY = "k-anonymity"
REPORT = "report.html"


@dataclass(frozen=True, slots=True)
class Fact:
    """A measured figure: what it is called, its value, what it means."""

    name: str
    value: str
    meaning: str


@dataclass(frozen=True, slots=True)
class CoverageTable:
    """Cases by contributor and year. A number that is withheld is None."""

    contributors: tuple[str, ...]
    years: tuple[tuple[int, tuple[int | None, ...]], ...]


def page(request: HttpRequest) -> HttpResponse:
    """The page about methods."""
    refuse_unknown(request, ("release",))
    release = release_for(request)
    manifest = release.manifest
    language = get_language() or "en"
    context = {
        "release": release,
        "manifest": manifest,
        "about": manifest.about,
        "is_k_anonymous": manifest.about.method == K_ANONYMITY and (manifest.k or 0) > 1,
        "limits": [in_language(limit, language) for limit in manifest.limits],
        "risk": tuple(facts(manifest.about.risk, language)),
        "utility": tuple(facts(manifest.about.utility, language)),
        "quality": tuple(facts(manifest.about.quality, language)),
        "coverage": coverage(manifest),
        "reviewers": sorted(manifest.reviewers),
        "missing": [in_language(kind["label"], language) for kind in release.codebook()["missing"]],
        "proxies": [(in_language(column.label, language), column.proxy) for column in release.columns if column.proxy],
        "report": file_address(release, REPORT),
    }
    return render(request, "hub/methods.html", context)


def facts(figures: Mapping[str, object], language: str) -> Iterator[Fact]:
    """Measured figures as a page shows them. One that is not known here is called by its own name, and still shown."""
    for name, value in figures.items():
        words = _words().get(name, {})
        label = in_language(words.get("name", {"en": name.replace("_", " ").capitalize()}), language)
        meaning = in_language(words.get("meaning", {}), language)
        if isinstance(value, Mapping):
            for part, inner in value.items():
                yield Fact(f"{label}, {str(part).replace('_', ' ')}", _text(part, inner, language), meaning)
        else:
            yield Fact(label, _text(name, value, language), meaning)


def coverage(manifest: Manifest) -> CoverageTable | None:
    """The cases of each contributor in each year; None where the release does not say."""
    cells = {(cell.contributor, cell.year): cell.cases for cell in manifest.about.coverage}
    if not cells:
        return None
    contributors = tuple(dict.fromkeys(contributor for contributor, _year in cells))
    years = tuple(
        (year, tuple(cells.get((contributor, year), 0) for contributor in contributors))
        for year in sorted({year for _contributor, year in cells})
    )
    return CoverageTable(contributors, years)


@cache
def _words() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    import yaml

    text = files("palermo.web.hub").joinpath("measures.yaml").read_text(encoding="utf-8")
    return yaml.safe_load(text)  # type: ignore[no-any-return]


def _text(name: object, value: object, language: str) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int):
        return number(value, language)
    if isinstance(value, float):
        if "share" in str(name):
            return percent(value, language)
        return f"{value:.4g}".replace(".", "," if language == "fr" else ".")
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {_text(key, inner, language)}" for key, inner in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_text(name, inner, language) for inner in value)
    return "–" if value is None else str(value)

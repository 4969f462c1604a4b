"""The files of a release, by what they are for."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from palermo.release import FileEntry, Release
from palermo.web.hub.files import entries, file_address

GROUPS = (
    ("cases", _("Data")),
    ("codebook", _("What the columns and codes mean")),
    ("papers", _("How it was made")),
    ("catalogues", _("For catalogues and tools")),
)
GROUP_OF = {
    "cases": "cases",
    "counts": "cases",
    "codebook": "codebook",
    "report": "papers",
    "manifest": "papers",
}
"""Which group a file belongs to, by its name without the ending; what is not known stands with the last."""

DESCRIPTIONS = {
    "cases.csv": _("Protected cases, one row a case, as text (CSV, UTF-8)"),
    "cases.parquet": _("The same cases for data tools (Parquet)"),
    "counts.parquet": _("How many cases have each combination of attributes, with bounds (Parquet)"),
    "codebook.csv": _("Every column and code with its labels, as one table"),
    "codebook.json": _("The same with definitions and sources, for programs"),
    "report.html": _("How people are protected, what that cost, what a reader must know"),
    "manifest.json": _("What the release says of itself, every checksum, and the signature"),
    "datapackage.json": _("Data Package description"),
    "croissant.json": _("Croissant description, for dataset search and machine learning"),
    "dcat.jsonld": _("DCAT description, for open data portals"),
}
"""What is in a file, in the reader's language; a file that is not listed is described as in the manifest."""


@dataclass(frozen=True, slots=True)
class Download:
    """A file as the page lists it. bytes: its size."""

    name: str
    description: object
    bytes: int
    address: str


def groups(release: Release) -> list[dict[str, object]]:
    """The files by what they are for: none is left out."""
    found: dict[str, list[Download]] = {name: [] for name, _title in GROUPS}
    for entry in entries(release):
        group = GROUP_OF.get(entry.name.split(".")[0], GROUPS[-1][0])
        found[group].append(_download(release, entry))
    return [{"title": title, "files": sorted(found[name], key=_order)} for name, title in GROUPS if found[name]]


def some(release: Release, *names: str) -> list[Download]:
    """Some files of a release by their names, in this order; those that it does not have are left out."""
    there = {entry.name: entry for entry in entries(release)}
    return [_download(release, there[name]) for name in names if name in there]


def _download(release: Release, entry: FileEntry) -> Download:
    description = DESCRIPTIONS.get(entry.name, entry.description)
    return Download(entry.name, description, entry.bytes, file_address(release, entry.name))


def _order(each: Download) -> tuple[int, str]:
    names = list(DESCRIPTIONS)
    return (names.index(each.name) if each.name in names else len(names), each.name)

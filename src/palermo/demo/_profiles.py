"""The latent profiles and the parts of names, as values."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from palermo.demo._dice import Weighted

FIRST_YEAR = 2015
LAST_YEAR = 2025

Codes = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contributor:
    """An invented organisation. blank: field → of 100 cases, in how many it is missing."""

    key: str
    name: str
    share: float
    blank: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Profile:
    """People whose cases are alike. All but the countries is drawn by weight, and a set as a whole."""

    name: str
    origin: str
    exploited_in: str
    seen_by: Mapping[str, float]
    years: Weighted[int]
    gender: Weighted[str]
    ages: Weighted[str]
    forms: Weighted[Codes]
    sectors: Weighted[Codes]
    sexual_types: Weighted[Codes]
    means: Weighted[Codes]
    recruiter: Weighted[str]
    recruitment: Weighted[str]


@dataclass(frozen=True, slots=True)
class Scattered:
    """The few whom no profile fits. share: of 100 people."""

    share: float
    countries: Codes
    genders: Codes
    forms: Codes
    sectors: Codes
    means: Codes
    recruiters: Codes
    recruitment: Codes


@dataclass(frozen=True, slots=True)
class Profiles:
    """All that the generator knows of the people it invents."""

    contributors: tuple[Contributor, ...]
    profiles: tuple[Profile, ...]
    scattered: Scattered

    def seen_by(self, contributor: str) -> Weighted[Profile]:
        """The profiles of those who come to a contributor first."""
        numbers = {n: profile.seen_by.get(contributor, 0) for n, profile in enumerate(self.profiles)}
        weighted = Weighted.of(numbers)
        return Weighted(tuple(self.profiles[n] for n in weighted.items), weighted.cumulative)


@dataclass(frozen=True, slots=True)
class NameParts:
    """What invented names are put together from."""

    given_first: Codes
    given_last: Codes
    family_first: Codes
    family_middle: Codes
    family_last: Codes


def _read(name: str) -> Any:
    import yaml

    return yaml.safe_load(files("palermo.demo").joinpath(name).read_text(encoding="utf-8"))


@cache
def profiles() -> Profiles:
    """The profiles that are shipped."""
    found = _read("profiles.yaml")
    trends = {name: dict(zip(range(FIRST_YEAR, LAST_YEAR + 1), w, strict=True)) for name, w in found["trends"].items()}
    return Profiles(
        tuple(Contributor(key=key, **entry) for key, entry in found["contributors"].items()),
        tuple(_profile(entry, trends) for entry in found["profiles"]),
        _scattered(found["scattered"]),
    )


def _scattered(entry: Mapping[str, Any]) -> Scattered:
    lists = {name: tuple(codes) for name, codes in entry.items() if name != "share"}
    return Scattered(share=entry["share"], **lists)


def _profile(entry: Mapping[str, Any], trends: Mapping[str, Mapping[int, float]]) -> Profile:
    return Profile(
        name=entry["name"],
        origin=entry["origin"],
        exploited_in=entry["exploited_in"],
        seen_by=entry["seen_by"],
        years=Weighted.of(trends[entry["trend"]]),
        gender=Weighted.of(entry["gender"]),
        ages=Weighted.of(entry["ages"]),
        forms=_patterns(entry["forms"]),
        sectors=_patterns(entry.get("sectors", [])),
        sexual_types=_patterns(entry.get("sexual_types", [])),
        means=_patterns(entry["means"]),
        recruiter=Weighted.of(entry["recruiter"]),
        recruitment=Weighted.of(entry["recruitment"]),
    )


def _patterns(found: list[Any]) -> Weighted[Codes]:
    """One pattern of codes, or several with their shares. None at all where a profile does not have the field."""
    if found and isinstance(found[0], dict):
        return Weighted.of({tuple(pattern["codes"]): pattern["share"] for pattern in found})
    return Weighted.of({tuple(found): 1})


@cache
def name_parts() -> NameParts:
    """The parts of names that are shipped."""
    return NameParts(**{name: tuple(parts) for name, parts in _read("names.yaml").items()})


Words = Mapping[str, Mapping[str, str]]
"""Field → code → the words that a contributor writes for it."""


@cache
def words(contributor: str) -> Words:
    """How a contributor writes what a case says."""
    found: Words = _read("words.yaml")[contributor]
    return found

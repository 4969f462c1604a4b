"""The method that made a safe table, to be run again on other cases: for shadow releases."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from palermo.cases import CaseTable

METHOD = "method.json"
"""The file in which `palermo protect` says by which method and settings it made a folder."""

Release = Callable[["CaseTable", int], "CaseTable"]
"""Cases and a seed → a safe table."""


def release_again(path: Path) -> tuple[str, Release]:
    """The method of a folder of `palermo protect` or of a release: in words, and to be run.

    Raises ProtectionError for a table without a folder, which does not say how it was made, and for a method or
    settings that are not known.
    """
    from palermo.errors import ProtectionError

    how = _how(path)
    try:
        made = METHODS[_method(how)](how)
    except (KeyError, TypeError, ValueError) as error:
        raise ProtectionError("attack.method_unreadable", place=str(path)) from error
    return _words(how), made


def promised(path: Path) -> str:
    """What was promised of a folder of `palermo protect` or of a release, in a sentence or two; empty where unknown."""
    from palermo.errors import ProtectionError
    from palermo.release import promise_in_words

    try:
        how = _how(path)
        return promise_in_words(_method(how), how)
    except (ProtectionError, KeyError, TypeError, ValueError):
        return ""


def _how(path: Path) -> Mapping[str, Any]:
    from palermo.errors import ProtectionError
    from palermo.release import MANIFEST, open_release

    if (path / MANIFEST).is_file():
        about = open_release(path).manifest.about
        contributors = [each.contributor for each in about.contributions]
        how = {"method": about.method, **about.parameters, "values": {"contributor": contributors}}
        return how | {"ranges": {"year_of_registration": how["years"]}} if "years" in how else how
    try:
        how = json.loads((path / METHOD).read_text(encoding="utf-8"))
    except OSError as error:
        raise ProtectionError("attack.no_method", place=str(path)) from error
    except ValueError as error:
        raise ProtectionError("attack.method_unreadable", place=str(path / METHOD)) from error
    return how if isinstance(how, dict) else {}


def _method(how: Mapping[str, Any]) -> str:
    name = str(how["method"])
    return CALLED.get(name, name)


def _words(how: Mapping[str, Any]) -> str:
    told = {name: value for name, value in how.items() if name not in ("method", "values", "ranges") and value}
    words = [f"{name} {value:.3g}" if isinstance(value, float) else f"{name} {value}" for name, value in told.items()]
    return ", ".join([str(how["method"]), *words])


def _private(how: Mapping[str, Any]) -> Release:
    from palermo.protect import SynthesisSettings, require_library, synthesise

    names = ("epsilon", "delta", "length", "fabrication", "rare")
    settings = SynthesisSettings(**{name: how[name] for name in names if name in how})
    require_library()

    def release(cases: "CaseTable", seed: int) -> "CaseTable":
        values = {name: listed for name, listed in how["values"].items() if name in cases}
        ranges = {name: (low, high) for name, (low, high) in how.get("ranges", {}).items() if name in cases}
        return synthesise(cases, settings=settings, values=values, ranges=ranges, seed=seed).cases

    return release


def _synthetic(how: Mapping[str, Any]) -> Release:
    from palermo.protect import KSyntheticSettings, k_synthesise

    settings = KSyntheticSettings(how["k"])
    return lambda cases, seed: k_synthesise(cases, settings=settings, seed=seed).cases


def _anonymous(how: Mapping[str, Any]) -> Release:
    from palermo.protect import KAnonymitySettings, k_anonymise

    others = {name: how[name] for name in ("coarsen", "most_withheld") if name in how}
    if "coarsen" in others:
        others["coarsen"] = tuple(others["coarsen"])
    settings = KAnonymitySettings(how["k"], how["length"], tuple(how.get("quasi_identifiers", ())), **others)
    return lambda cases, seed: k_anonymise(cases, settings=settings).cases


METHODS: Mapping[str, Callable[[Mapping[str, Any]], Release]] = {
    "differential-privacy": _private,
    "k-synthetic": _synthetic,
    "k-anonymity": _anonymous,
}
"""By the name that a manifest has for it."""

CALLED = {"dp": "differential-privacy", "k-anonymous": "k-anonymity"}
"""What a manifest calls the methods to which the command line gives other names."""

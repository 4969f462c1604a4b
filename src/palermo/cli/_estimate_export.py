"""`palermo estimate export`."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

NOTHING = frozenset({"no_model", "no_overlap", "same_lists"})
"""Cautions of a table of which no number can be told."""

UNFIT = NOTHING | {
    "at_the_limit", "grid_edge", "list_inside", "low_coverage", "modes_apart", "mostly_unseen", "not_mixed",
    "prior_limits",
}  # fmt: skip
"""Cautions with which a number is no finding, and is not passed on."""

HOW_READ = frozenset({"columns_left_out", "draws_of_linkage", "empty_row", "yes_and_no"})
"""Cautions on how a table was read or a result was made: whoever meets the number on a page has no use for them."""

YEARS = re.compile(r"([12]\d{3})(?:-([12]\d{3}))?")
LONGEST = 1_900
"""Characters of what is told of a method, cautions included: the hub takes 2,000."""

HEADER = ("country", "year", "estimate", "low", "high", "level", "method", "population", "source", "publisher", "url",
          "date", "licence", "verified")  # fmt: skip
"""The columns of a file that the hub takes."""

Warned = tuple[str, str]
"""The code of a caution, and its text."""


@dataclass(frozen=True, slots=True)
class _Result:
    """What a method says. about: the method and its assumption. people: whether it counts any."""

    method: str
    estimate: float | None
    low: float | None
    high: float | None
    level: float | None
    about: str
    people: bool
    cautions: list[Warned]


def export(
    results: Path = typer.Argument(..., help="What --json of an estimate wrote.", show_default=False),
    country: str = typer.Option(..., "--country", help="Whom it is about: alpha-3, or a name.", show_default=False),
    years: str = typer.Option(..., "--years", help="The year, or the first and last: 2013-2016.", show_default=False),
    population: str = typer.Option(..., "--population", help="Who was estimated, in words.", show_default=False),
    source: str = typer.Option(..., "--source", help="The title under which it is published.", show_default=False),
    url: str = typer.Option(..., "--url", help="Where it is published, https://…", show_default=False),
    date: str = typer.Option(..., "--date", help="When: 2026-11-30, 2026-11 or 2026.", show_default=False),
    publisher: str = typer.Option("", "--publisher", help="Who publishes it."),
    licence: str = typer.Option("", "--licence", help="On which terms it may be passed on."),
    method: list[str] = typer.Option(
        [], "--method", help="Only these methods, with commas; all with intervals if not."
    ),
    verified: bool = typer.Option(
        False,
        "--verified",
        help="You compared these numbers with the published source, or it is your own: you made the estimate, and it "
        "is published there as it is here. Without, the hub says that nobody confirmed them.",
    ),
    out: Path | None = typer.Option(
        None, "--out", help="The file to write: .csv; named by country and years if not given.", show_default=False
    ),
) -> None:
    """Write estimates in the form that the hub takes, each with its interval, its assumption and its source.

    An estimate without an interval, or with one that has no upper limit, is left out and named: the hub shows no
    number without knowing how sure it is. So is one whose number or limits are an assumption's alone, and all of a
    table that says nothing. Cautions go along, also those of the linkage from which the lists came.
    Next: palermo hub import-estimates FILE --to series/
    """
    from palermo.cli._named import names
    from palermo.cli._papers import check_outputs
    from palermo.errors import InputError

    years = years.replace("–", "-")
    country, name = _about(country, years)
    out = out or Path(f"{name}.csv")
    check_outputs([out], inputs=[results])
    found, of_all = _read(results)
    chosen = names(*method)
    known = [each.method for each in found]
    unknown = [each for each in chosen if each not in known]
    if unknown:
        raise InputError("estimate.unknown_method", place=", ".join(unknown), names=", ".join(dict.fromkeys(known)))
    usable, left_out = _sieved([each for each in found if not chosen or each.method in chosen], of_all)
    if not usable:
        raise InputError("estimate.no_intervals", place=str(results))
    about = {
        "country": country, "year": years, "population": population, "source": source, "publisher": publisher,
        "url": url, "date": date, "licence": licence, "verified": "true" if verified else "false",
    }  # fmt: skip
    _write(usable, of_all, about, out)
    for text in left_out:
        typer.echo(f"Left out, for {text}", err=True)
    many = "1 estimate" if len(usable) == 1 else f"{len(usable)} estimates"
    typer.echo(f"Written: {out} ({many}).")
    if not verified:
        typer.echo(
            "The hub will say that nobody has confirmed these numbers at their source. If you compared them with it, "
            "or the published estimate is your own, write them again with --verified."
        )
    named = "" if out.stem == name else f" --id {name}"
    typer.echo(f"Next: palermo hub import-estimates {out} --to series/{named}")


def _about(country: str, years: str) -> tuple[str, str]:
    """The country's code, and what to call a series of it in these years. Raises SettingsError for what is neither."""
    from palermo.codes import code_list
    from palermo.errors import SettingsError

    code = code_list("country").resolve(country)
    if code is None:
        reason = "There is no such country: write its alpha-3 code, such as VNM, or its name."
        raise SettingsError("estimate.setting", place=f"--country {country}", reason=reason)
    found = YEARS.fullmatch(years)
    if found is None or (found[2] or found[1]) < found[1]:
        reason = "Write a year, or the first and the last: 2019 or 2013-2016."
        raise SettingsError("estimate.setting", place=f"--years {years}", reason=reason)
    return code, f"estimates-{code.lower()}-{years}"


def _read(results: Path) -> tuple[list[_Result], list[Warned]]:
    """The results of a file, and the cautions of all of them. Raises InputError for what --json did not write."""
    import json

    from palermo.errors import InputError

    try:
        read = json.loads(results.read_text(encoding="utf-8"))
        return [_result(each) for each in read["results"]], _warned(read)
    except FileNotFoundError:
        raise InputError("file.not_found", place=str(results)) from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError("estimate.no_results", place=str(results)) from error


def _result(each: dict[str, Any]) -> _Result:
    """One result. Raises KeyError or TypeError for what is none."""
    from palermo.estimate import METHODS, SAMPLE_METHODS

    key = str(each["method"])
    title = f"Multiple systems estimation: {METHODS[key].title}" if key in METHODS else SAMPLE_METHODS[key].title
    people = key in METHODS or str(each["what"]).startswith(("persons", "hidden people"))
    numbers = (each["estimate"], each["low"], each["high"], each["level"])
    return _Result(key, *numbers, f"{title}. {each['assumption']}", people, _warned(each))


def _warned(of: dict[str, Any]) -> list[Warned]:
    return [(str(caution["code"]), str(caution["text"])) for caution in of.get("cautions", ())]


def _sieved(found: list[_Result], of_all: list[Warned]) -> tuple[list[_Result], list[str]]:
    """The results that can be passed on, and why others are not."""
    nothing = {code for code, _ in of_all} & NOTHING
    people = [each for each in found if each.people]
    limited = [each for each in people if None not in (each.low, each.high, each.estimate, each.level)]
    doubts = [sorted(nothing | {code for code, _ in each.cautions} & UNFIT) for each in limited]
    told = {each.method: codes for each, codes in zip(limited, doubts, strict=True) if codes}
    left_out = []
    if len(people) < len(found):
        left_out.append(f"they count no people: {len(found) - len(people)} shares and means")
    left_out += [
        f"it is more its assumption's than the data's: {method} ({', '.join(codes)})" for method, codes in told.items()
    ]
    left_out += [f"it has no interval with two ends: {each.method}" for each in people if each not in limited]
    return [each for each, codes in zip(limited, doubts, strict=True) if not codes], left_out


def _write(usable: list[_Result], of_all: list[Warned], about: dict[str, str], out: Path) -> None:
    import csv
    import io

    from palermo.cli._papers import write_text

    text = io.StringIO()
    writer = csv.DictWriter(text, HEADER, lineterminator="\n")
    writer.writeheader()
    for each in usable:
        numbers = {name: round(getattr(each, name)) for name in ("estimate", "low", "high")}
        told = _told(each.about, [*of_all, *each.cautions])
        writer.writerow({**about, **numbers, "level": f"{100 * (each.level or 0.0):g} %", "method": told})
    write_text(out, text.getvalue())


def _told(about: str, cautions: list[Warned]) -> str:
    """A method with as many of the cautions as fit, each once, those of the linkage first; the rest is counted."""
    texts = dict.fromkeys(
        " ".join(text.split()) for code, text in sorted(cautions, key=lambda each: each[0] != "linked")
        if code not in HOW_READ
    )  # fmt: skip
    if not texts:
        return about
    told, left = f"{about} Mind:", 0
    for text in texts:
        if len(told) + len(text) < LONGEST and not left:
            told = f"{told} {text}"
        else:
            left += 1
    return f"{told} ({left} more in the report.)" if left else told

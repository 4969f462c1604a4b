"""What the API is asked: questions, pages and forms, as its OpenAPI description states them."""

from typing import Annotated, Any, Literal

from ninja import Field, Schema
from pydantic import AfterValidator, BeforeValidator

from palermo.tabulate import MOST_COLUMNS, MOST_TOP, SORTS
from palermo.web.hub.figures import MOST_CONDITIONS

Language = Literal["en", "fr", "es", "ar", "ru", "zh"]


def _or(nothing: int | None) -> BeforeValidator:
    """What an empty number stands for: a form sends all of its fields, also those that nobody filled in."""
    return BeforeValidator(lambda value: nothing if isinstance(value, str) and not value.strip() else value)


def _or_empty(schema: dict[str, Any]) -> None:
    """Say in the description that a number may be empty."""
    number = {name: schema.pop(name) for name in ("type", "minimum", "maximum") if name in schema}
    schema["anyOf"] = [*schema.get("anyOf", [number]), {"type": "string", "maxLength": 0}]


def _counted(most: int) -> AfterValidator:
    """Refuse more values than there may be even where some are empty: these are dropped before a question is read."""

    def check(values: list[str]) -> list[str]:
        if len(values) > most and sum(1 for value in values if value.strip()) <= most:
            raise ValueError(f"at most {most} may be given, and an empty one counts")
        return values

    return AfterValidator(check)


FormatName = Literal["json", "jsonl", "csv", "hxl", "parquet", "xlsx", "sdmx-json", "sdmx-csv"]
ReleaseName = Annotated[str, Field(description="The release's id; the newest when left out.", max_length=100)]
LanguageName = Annotated[Language, Field(description="Language of labels and cautions, where there are any in it.")]


class Pinned(Schema):
    """What an answer is about. release: which release. language: of labels and cautions."""

    release: ReleaseName = ""
    language: LanguageName = "en"


class Paged(Schema):
    """Which rows of a long answer. limit: so many at most; offset: from this one on."""

    limit: Annotated[int | None, _or(None)] = Field(
        None,
        ge=1,
        le=10_000,
        description="At most so many rows; `Link` and `paging` lead to the others. All of them when left out, as far "
        "as an answer may be long.",
        json_schema_extra=_or_empty,
    )
    offset: Annotated[int, _or(0)] = Field(
        0,
        ge=0,
        le=1_000_000,
        description="How many rows come before the first one shown.",
        json_schema_extra=_or_empty,
    )


class Questioned(Pinned):
    """A question."""

    by: Annotated[list[str], _counted(MOST_COLUMNS)] = Field(
        default_factory=list,
        description="A column whose codes make the rows; up to four, repeated or with commas between them. "
        "Without any, the answer is how many cases match.",
        examples=[["gender"]],
        json_schema_extra={"maxItems": MOST_COLUMNS},
    )
    where: Annotated[list[str], _counted(MOST_CONDITIONS)] = Field(
        default_factory=list,
        description="A condition, repeated as needed; all must hold: `citizenship=PHL`, `age_band=0-8|9-17`, "
        "`gender!=man`, `year_of_registration=2015..2018`, `gender=?` (missing); joined with `and`, `or`, `not` and "
        "parentheses. A code includes the codes below it.",
        examples=[["gender=woman"]],
        json_schema_extra={"maxItems": MOST_CONDITIONS},
    )
    within: bool = Field(False, description="Shares within each code of the first column instead of over all.")
    sort: str = Field(
        "",
        max_length=20,
        description=f"What rows are sorted by: {', '.join(f'`{name}`' for name in SORTS)}; with `-` before it, the "
        "largest first. In reading order when left out.",
    )
    top: Annotated[int, _or(0)] = Field(
        0,
        ge=0,
        le=MOST_TOP,
        description="So many of the commonest codes of the first column without an order; the others together as `*`. "
        "0: all.",
        json_schema_extra=_or_empty,
    )
    change: str = Field(
        "",
        max_length=20,
        description="In a question by year: `previous` for each figure's change against the year before, or a year.",
    )
    vintage: str = Field(
        "",
        alias="schema",
        max_length=60,
        description="A published vintage, such as `ctdc-2024`: columns and codes of question and answer are its own.",
    )


class Asked(Questioned, Paged):
    """A question, the form of its answer, and which rows of it. format: of the answer."""

    format: FormatName = Field(
        "json",
        description="`json`; `jsonl` and `csv`: a row a line; `hxl`: CSV with hashtags; `parquet`; `xlsx`; "
        "`sdmx-json` and `sdmx-csv`: SDMX 2.0 data.",
    )

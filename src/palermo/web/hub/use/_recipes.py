"""How to use the data with one tool after the other: steps, and code to copy, made for this hub and this release."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from palermo.web.hub.use._example import Example


@dataclass(frozen=True, slots=True)
class Block:
    """What one does in a tool. text: what it is for. steps: one after the other. code: to copy; empty where none is.

    first: the number of the first step, where others stand above. name: what the code is in, for tests and readers of
    the page's source.
    """

    text: str = ""
    steps: tuple[str, ...] = ()
    first: int = 1
    code: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Recipe:
    """One tool. id: where it is on the page. title: its name."""

    id: str
    title: str
    blocks: tuple[Block, ...]


def _lines(*lines: str) -> str:
    return "\n".join(lines)


def recipes(example: Example) -> list[Recipe]:
    """Every tool, the commonest first."""
    return [
        Recipe("excel", "Excel", tuple(_excel(example))),
        Recipe("libreoffice", "LibreOffice", tuple(_libreoffice(example))),
        Recipe("sheets", "Google Sheets", tuple(_sheets(example))),
        Recipe("python", "Python", tuple(_python(example))),
        Recipe("r", "R", tuple(_r(example))),
        Recipe("stata", "Stata", tuple(_stata(example))),
        Recipe("sql", "SQL (DuckDB)", tuple(_sql(example))),
        Recipe("sdmx", "SDMX", tuple(_sdmx(example))),
        Recipe("curl", "curl", tuple(_curl(example))),
    ]


def _excel(example: Example) -> Iterator[Block]:
    yield Block(
        text=_("A table that can be refreshed:"),
        steps=(
            _("On the tab Data, choose Get Data, From Other Sources, From Web."),
            _("Paste this address, and choose OK:"),
        ),
        code=example.answer("csv"),
        name="address",
    )
    yield Block(
        steps=(
            _("In the window that opens, choose 65001: Unicode (UTF-8) as file origin and the comma as delimiter."),
            _("Choose Load. Refresh All asks again; the address names the release, so the figures stay the same."),
        ),
        first=3,
    )
    yield Block(text=_("Or the workbook as a file:"), code=example.answer("xlsx"), name="address")
    yield Block(
        text=_("The same as a query, for the advanced editor of Power Query:"),
        code=_lines(
            "let",
            f'    Found = Web.Contents("{example.answer("csv")}"),',
            '    Source = Csv.Document(Found, [Delimiter = ",", Encoding = 65001]),',
            "    Answer = Table.PromoteHeaders(Source, [PromoteAllScalars = true])",
            "in",
            "    Answer",
        ),
        name="powerquery",
    )


def _libreoffice(example: Example) -> Iterator[Block]:
    yield Block(
        steps=(
            _("On the menu Sheet, choose Link to External Data."),
            _("Paste this address, and press Enter:"),
        ),
        code=example.answer("csv"),
        name="address",
    )
    yield Block(steps=(_("Choose Unicode (UTF-8) and the comma, then the table that is offered."),), first=3)


def _sheets(example: Example) -> Iterator[Block]:
    yield Block(text=_("In a cell:"), code=f'=IMPORTDATA("{example.answer("csv")}")', name="sheets")


def _python(example: Example) -> Iterator[Block]:
    where = f", where=[{json.dumps(example.where, ensure_ascii=False)}]" if example.where else ""
    asked = f'by=["{example.by}"]{where}'
    yield Block(
        text=_("Where Palermo is installed, two lines ask, and everything that belongs to a figure comes with it:"),
        code=_lines(
            "import palermo",
            "",
            f'hub = palermo.connect("{example.host}")',
            f'answer = hub.ask({asked}, release="{example.release}")',
            f'print(answer.pandas()[["{example.by}_label", "n", "denominator", "share", "share_low", "share_high"]])',
            "print(answer.citation, *answer.cautions, sep='\\n')",
        ),
        name="python",
    )
    yield Block(
        text=_("With pandas alone:"),
        code=_lines(
            "import pandas as pd",
            "",
            f'answer = pd.read_csv("{example.answer("csv")}", keep_default_na=False, na_values=[""])',
            f'print(answer[["{example.by}_label", "n", "denominator", "share", "share_low", "share_high"]])',
        ),
        name="python",
    )
    yield Block(
        text=_("With nothing but Python:"),
        code=_lines(
            "import json, urllib.request",
            "",
            f'with urllib.request.urlopen("{example.answer()}") as found:',
            "    answer = json.load(found)",
            'for row in answer["rows"]:',
            '    print(row["by"][0]["label"], row["n"], row["denominator"], row["share"])',
        ),
        name="python",
    )
    yield Block(
        text=_("All cases of the release:"),
        code=_lines(
            "import urllib.request",
            "import pyarrow.parquet as pq",
            "",
            f'urllib.request.urlretrieve("{example.cases}", "cases.parquet")',
            'cases = pq.read_table("cases.parquet")',
            "print(cases.num_rows, cases.column_names)",
        ),
        name="python",
    )


def _r(example: Example) -> Iterator[Block]:
    yield Block(
        text=_("No package is needed for an answer:"),
        code=_lines(
            f'answer <- read.csv("{example.answer("csv")}", na.strings = "", encoding = "UTF-8")',
            f'answer[, c("{example.by}_label", "n", "denominator", "share", "share_low", "share_high")]',
        ),
        name="r",
    )
    yield Block(
        text=_("As JSON, with its cautions and its citation:"),
        code=_lines(
            f'answer <- jsonlite::fromJSON("{example.answer()}")',
            "answer$rows",
            "answer$cautions$text",
            "answer$citation",
        ),
        name="r",
    )
    yield Block(
        text=_("All cases of the release:"),
        code=_lines(
            'file <- tempfile(fileext = ".parquet")',
            f'download.file("{example.cases}", file, mode = "wb")',
            "cases <- arrow::read_parquet(file)",
        ),
        name="r",
    )


def _stata(example: Example) -> Iterator[Block]:
    yield Block(
        code=_lines(
            f'import delimited using "{example.answer("csv")}", ///',
            '    clear varnames(1) bindquote(strict) encoding("utf-8")',
            f"list {example.by}_label n denominator share share_low share_high",
        ),
        name="stata",
    )


def _sql(example: Example) -> Iterator[Block]:
    yield Block(
        text=_("DuckDB reads the cases where they are:"),
        code=_lines(
            "INSTALL httpfs; LOAD httpfs;",
            f"SELECT {example.by}, count(*) AS n",
            f"FROM read_parquet('{example.cases}')",
            f"WHERE {example.by} IS NOT NULL",
            "GROUP BY ALL ORDER BY n DESC;",
        ),
        name="sql",
    )
    column, code = example.sets
    if column:
        yield Block(
            text=_("A share of a set column is taken over the cases with at least one code in that set:"),
            code=_lines(
                "SELECT",
                f"    count(*) FILTER (list_contains({column}, '{code}')) AS n,",
                "    count(*) AS denominator,",
                "    n / denominator AS share",
                f"FROM read_parquet('{example.cases}')",
                f"WHERE len({column}) > 0;",
            ),
            name="sql",
        )
    yield Block(
        text=_(
            "Counts of your own come without bounds, cautions and what is withheld, and a code does not include the "
            "narrower ones below it: for a figure that you publish, ask the hub."
        )
    )


def _sdmx(example: Example) -> Iterator[Block]:
    yield Block(
        text=_("For statistical systems, figures and their structure are there in the forms of SDMX:"),
        code=_lines(example.structure, example.answer("sdmx-json"), example.answer("sdmx-csv")),
        name="addresses",
    )


def _curl(example: Example) -> Iterator[Block]:
    yield Block(code=f'curl "{example.answer()}"', name="shell")
    yield Block(
        text=_("As a file, under its own name:"),
        code=f'curl --fail --remote-name "{example.cases_csv}"',
        name="shell",
    )
    if example.vintage:
        yield Block(
            text=_("In the columns and codes of a published vintage:"),
            code=f'curl "{example.vintage}"',
            name="shell",
        )

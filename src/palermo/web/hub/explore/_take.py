"""What one can take along from an answer: files, a citation, code that asks again, a frame for another site."""

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import escape

from palermo.tabulate import COUNTING
from palermo.web.hub.citing import Reference, as_bibtex, as_ris, as_text, of_answer
from palermo.web.hub.drawings import has_pixels
from palermo.web.hub.figures import Figures
from palermo.web.hub.language import current_language
from palermo.web.hub.questions import Asked, sentence

FRAME_HEIGHT = 640
"""Of a frame in another site, in pixels."""

THROUGH_THE_API = (
    ("Excel", "xlsx"),
    ("Parquet", "parquet"),
    ("HXL", "hxl"),
    ("SDMX-CSV", "sdmx-csv"),
    ("SDMX-JSON", "sdmx-json"),
)
"""Forms in which the API has an answer, which a page has not."""


@dataclass(frozen=True, slots=True)
class File:
    """A form to take along. is_saved: whether a browser is to keep it rather than to show it."""

    name: str
    address: str
    is_saved: bool = True


@dataclass(frozen=True, slots=True)
class Code:
    """A text to copy. name: of the language that it is in."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Take:
    """Addresses on this site, and texts to copy. link: the permanent address: this question, this release."""

    csv: str
    json: str
    files: tuple[File, ...]
    more: tuple[File, ...]
    pictures: tuple[File, ...]
    link: str
    id: str
    citation: str
    bibtex: str
    ris: str
    references: tuple[File, ...]
    codes: tuple[Code, ...]
    frame: str


def take(request: HttpRequest, asked: Asked, figures: Figures, language: str) -> Take:
    """What belongs to this answer; every address names the release, so that it will always lead to the same figures."""
    query = asked.query(page=1, release=figures.release.id)
    data = Asked(asked.question, figures.release.id).query()
    csv, json = (f"{reverse(f'hub:explore-{form}')}?{data}" for form in ("csv", "json"))
    cited = reference(request, asked, figures, language)
    drawn = {name: f"{reverse(f'hub:explore-{name}')}?{query}" for name in ("png", "svg", "spec")}
    return Take(
        csv=csv,
        json=json,
        files=(File("CSV", csv), File("JSON", json, is_saved=False)),
        more=tuple(File(name, api_address(asked, figures, language, format=form)) for name, form in THROUGH_THE_API),
        pictures=(
            *((File("PNG", drawn["png"]),) if has_pixels() else ()),
            File("SVG", f"{drawn['svg']}&caption=true"),
            File("Vega-Lite", drawn["spec"]),
        ),
        link=permanent_address(request, asked, figures),
        id=asked.question.id,
        citation=as_text(cited),
        bibtex=as_bibtex(cited),
        ris=as_ris(cited),
        references=tuple(
            File(name, f"{reverse('hub:explore-cite', args=(ending,))}?{data}")
            for name, ending in (("BibTeX", "bib"), ("RIS", "ris"))
        ),
        codes=tuple(_codes(request, asked, figures, language)),
        frame=_frame(request, asked, figures, query),
    )


def reference(request: HttpRequest, asked: Asked, figures: Figures, language: str) -> Reference:
    """What is cited of an answer."""
    title = sentence(figures.release, asked.question, language)
    address = permanent_address(request, asked, figures)
    return of_answer(figures.release, title, address, language=language, id=asked.question.id)


def permanent_address(request: HttpRequest, asked: Asked, figures: Figures) -> str:
    """The address of this answer that stays: rules of counting, question and release are in it, and in its language."""
    path = reverse("hub:question", args=(COUNTING, asked.question.id))
    return request.build_absolute_uri(f"{path}?{asked.query(page=1, release=figures.release.id)}")


def api_address(asked: Asked, figures: Figures, language: str, **more: str) -> str:
    """The same question to the API, without the host."""
    pairs = [*asked.question.fields(), ("release", figures.release.id), *more.items()]
    if language != "en":
        pairs.append(("language", language))
    return f"{reverse('api:aggregate')}?{urlencode(pairs, quote_via=quote)}"


def _codes(request: HttpRequest, asked: Asked, figures: Figures, language: str) -> Iterator[Code]:
    csv = request.build_absolute_uri(api_address(asked, figures, language, format="csv"))
    yield Code("Python", _python(request, asked, figures, language))
    yield Code("R", f'answer <- read.csv({_in_quotes(csv)}, na.strings = "")')
    yield Code("curl", f"curl --output answer.csv {shlex.quote(csv)}")
    yield Code("Palermo", _command(asked, figures.release.id))


def _python(request: HttpRequest, asked: Asked, figures: Figures, language: str) -> str:
    question = asked.question
    given: Mapping[str, object] = {
        "by": list(question.by),
        "where": [str(each) for each in question.where],
        "within": question.within,
        "sort": question.sort,
        "top": question.top,
        "change": question.change,
        "schema": question.schema,
        "release": figures.release.id,
        "language": language if language != "en" else "",
    }
    options = ", ".join(f"{name}={value!r}" for name, value in given.items() if value)
    host = request.build_absolute_uri("/").rstrip("/")
    return f"import palermo\n\nhub = palermo.connect({host!r})\nanswer = hub.ask({options})\nprint(answer.pandas())"


def _in_quotes(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _frame(request: HttpRequest, asked: Asked, figures: Figures, query: str) -> str:
    address = request.build_absolute_uri(f"{reverse('hub:embed')}?{query}")
    title = sentence(figures.release, asked.question, current_language())
    return (
        f'<iframe src="{escape(address)}" title="{escape(title)}" width="100%" height="{FRAME_HEIGHT}" '
        'loading="lazy" referrerpolicy="no-referrer"></iframe>'
    )


def _command(asked: Asked, release: str) -> str:
    options = [
        f"--{name}" if name == "within" else f"--{name} {shlex.quote(value)}" for name, value in asked.question.fields()
    ]
    return " ".join(["palermo tabulate", f"RELEASES/{release}", *options])

"""What one can take along from an answer: addresses, a citation, and code that asks again."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from palermo.release import citation
from palermo.web.hub.figures import Figures
from palermo.web.hub.questions import Asked, pairs_of, sentence


@dataclass(frozen=True, slots=True)
class Take:
    """Addresses on this site, and texts to copy. link: the permanent address: this question, this release."""

    csv: str
    json: str
    svg: str
    link: str
    citation: str
    curl: str
    python: str
    command: str


def take(request: HttpRequest, asked: Asked, figures: Figures, language: str) -> Take:
    """What belongs to this answer; every address names the release, so that it will always lead to the same figures."""
    query = asked.query(page=1, release=figures.release.id)
    data = Asked(asked.question, figures.release.id).query()
    csv, json = (f"{reverse(f'hub:explore-{form}')}?{data}" for form in ("csv", "json"))
    link = request.build_absolute_uri(f"{reverse('hub:explore')}?{query}")
    address = request.build_absolute_uri(json)
    about = figures.release.manifest.about
    return Take(
        csv=csv,
        json=json,
        svg=f"{reverse('hub:explore-svg')}?{query}",
        link=link,
        citation=f"{citation(about, language)} {sentence(figures.release, asked.question, language)}. {link}",
        curl=f'curl "{request.build_absolute_uri(csv)}"',
        python=(
            "import json, urllib.request\n\n"
            f'with urllib.request.urlopen("{address}") as found:\n'
            "    answer = json.load(found)\n"
            'for row in answer["rows"]:\n'
            '    print([each["label"] for each in row["by"]], row["n"], row["denominator"], row["share"])'
        ),
        command=_command(asked, figures.release.id),
    )


def _command(asked: Asked, release: str) -> str:
    options = [
        f"--{name}" if name == "within" else f"--{name} {_quoted(value)}" for name, value in pairs_of(asked.question)
    ]
    return " ".join(["palermo tabulate", f"RELEASES/{release}", *options])


def _quoted(text: str) -> str:
    import shlex

    return shlex.quote(text)

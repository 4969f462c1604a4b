"""Whatever is asked, the answer is one of the documented: no failure of ours, nothing of the server's inside."""

import re
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.release.invented import make_release
from tests.web.invented import some_cases

COLUMNS = ["gender", "age_band", "citizenship", "country_of_exploitation", "year_of_registration", "means_of_control"]
CODES = ["woman", "man", "PHL", "NPL", "0-8", "2015", "2016", "debt_bondage", "?", "?refused", "*", "any_threats"]
JOINS = ["and", "or", "not", "in", "(", ")", "|", ",", "..", "=", "!=", ">=", "<=", '"', " "]
WORDS = st.sampled_from(COLUMNS + CODES + JOINS)
ANYTHING = st.text(max_size=40)
CONDITION = st.lists(WORDS | ANYTHING, max_size=12).map(" ".join) | st.lists(WORDS, max_size=8).map("".join)
VALUES = {
    "by": st.sampled_from(COLUMNS) | ANYTHING,
    "where": CONDITION,
    "within": st.sampled_from(["true", "false", ""]) | ANYTHING,
    "top": st.integers(-2, 120).map(str) | ANYTHING,
    "sort": st.sampled_from(["n", "-n", "share", "code", "change", "-change"]) | ANYTHING,
    "change": st.sampled_from(["previous", "2015", "1"]) | ANYTHING,
    "schema": st.sampled_from(["ctdc-2021", "ctdc-2024"]) | ANYTHING,
    "release": st.sampled_from(["2026-test", "../..", ""]) | ANYTHING,
    "view": st.sampled_from(["map", "table", "chart"]) | ANYTHING,
    "page": st.integers(-1, 3).map(str) | ANYTHING,
    "text": ANYTHING,
    "language": st.sampled_from(["en", "ar", "xx"]),
    "format": st.sampled_from(["csv", "json", "sdmx-json", "hxl", "xlsx", "parquet", "exe"]),
    "limit": st.integers(-1, 5).map(str) | ANYTHING,
    "offset": st.integers(-1, 5).map(str) | ANYTHING,
}
FIELDS = st.lists(
    st.sampled_from(sorted(VALUES)).flatmap(lambda name: st.tuples(st.just(name), VALUES[name])), max_size=6
)
PATHS = st.sampled_from(
    [
        *("/", "/explore/", "/fr/explore/", "/explore.json", "/explore.csv", "/explore.bib", "/embed/"),
        *(
            "/countries/",
            "/countries/PHL/",
            "/corridors/",
            "/coverage/",
            "/topics/",
            "/releases/",
            "/glossary/",
            "/use/",
        ),
        *("/api/v1/aggregate", "/api/v1/corridors", "/api/v1/countries", "/api/v1/structure", "/api/v1/codebook"),
        *("/question/1/abcdefgh/", "/explore/understand/", "/api/v1/understand", "/releases/2026-test/cases.csv"),
    ]
)
SECRETS = re.compile(
    rb"Traceback|File \"|/site-packages/|/home/|/root/|/tmp/|palermo/web|palermo/tabulate|"
    rb"SELECT |sqlite|psycopg|DoesNotExist"
)
"""What would tell of the machine or of the program: traces, paths, statements of a database."""
SLOW = (HealthCheck.too_slow, HealthCheck.function_scoped_fixture)


@pytest.fixture(scope="session")
def protected_folder(tmp_path_factory):
    """A folder with a release that promises groups of ten."""
    folder = tmp_path_factory.mktemp("protected")
    make_release(folder, some_cases(), parameters={"k": 10, "length": 2})
    return folder


def is_documented(response, address):
    assert response.status_code < 500, (address, response.status_code)
    content = b"".join(response) if response.streaming else response.content
    if response.status_code >= 400:
        found = SECRETS.search(content)
        assert found is None, (address, found)
    assert b"Traceback" not in content, address


@settings(max_examples=250, deadline=None, suppress_health_check=SLOW)
@given(path=PATHS, fields=FIELDS)
def test_no_question_breaks_the_hub(hub, path, fields):
    address = f"{path}?{urlencode(fields, quote_via=quote)}"
    is_documented(hub.get(address), address)


@settings(max_examples=150, deadline=None, suppress_health_check=SLOW)
@given(path=st.text(min_size=1, max_size=60), query=st.text(max_size=60))
def test_no_address_breaks_the_hub(hub, path, query):
    address = f"/{quote(path)}?{quote(query, safe='=&')}"
    is_documented(hub.get(address), address)


@settings(max_examples=120, deadline=None, suppress_health_check=SLOW)
@given(
    where=st.lists(CONDITION, min_size=1, max_size=3), by=st.lists(st.sampled_from(COLUMNS), max_size=4, unique=True)
)
def test_what_a_question_answers_is_never_fewer_than_k(hub_of, protected_folder, where, by):
    fields = [*(("by", name) for name in by), *(("where", each) for each in where)]
    response = hub_of(protected_folder).get(f"/api/v1/aggregate?{urlencode(fields, quote_via=quote)}")
    if response.status_code != 200:
        assert response.status_code in (400, 422)
        return
    answer = response.json()
    shown = [answer[name] for name in ("total", "denominator", "missing", "none")]
    shown += [number for row in answer["rows"] for number in (row["n"], row["denominator"])]
    assert all(number is None or number == 0 or number >= 10 for number in shown)

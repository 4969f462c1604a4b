"""Which countries others have figures of."""

from collections.abc import Mapping
from functools import lru_cache

import pyarrow.compute as pc
from django.utils.translation import gettext as _

from palermo.codes import code_list
from palermo.series import Kind, Series
from palermo.web.hub.maps import COUNTRIES
from palermo.web.hub.others import Others


def covered(others: Others) -> Mapping[str, tuple[str, ...]]:
    """The countries of which others have figures, and what these are called in the language that is spoken now.

    Those that a country's page shows: of detected victims, only the newest series counts; of estimates, all do.
    """
    names = {Kind.DETECTED: _("Detected"), Kind.ESTIMATED: _("Estimated")}
    shown = {Kind.DETECTED: others.of(Kind.DETECTED)[:1], Kind.ESTIMATED: others.of(Kind.ESTIMATED)}
    found: dict[str, tuple[str, ...]] = {}
    for kind, name in names.items():
        for country in sorted(set().union(*(_countries(series) for series in shown[kind]))):
            found[country] = (*found.get(country, ()), name)
    return found


@lru_cache(maxsize=32)
def _countries(series: Series) -> frozenset[str]:
    """The countries of a series that have a code of ISO 3166, and so a page."""
    named = set(pc.unique(series.table()["country"]).to_pylist())
    return frozenset(named & {each.code for each in code_list(COUNTRIES)})

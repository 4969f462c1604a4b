"""The same regression by pyfixest (extra `palermo[impact]`): a second engine, to compare with."""

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from palermo.errors import SettingsError
from palermo.estimate._impact._results import Check, Floats, Ints


def peer_error(
    y: Floats, columns: Sequence[tuple[str, Floats]], weights: Floats, clusters: Ints | None, absorb: Ints | None,
    name: str,
) -> Check:  # fmt: skip
    """A coefficient with its interval as pyfixest has it. Raises SettingsError where it is not installed."""
    fixest, pandas = _imported()
    named = {f"x{at}": values for at, (_, values) in enumerate(columns) if np.ptp(values) > 0}
    wanted = next(f"x{at}" for at, (each, _) in enumerate(columns) if each == name)
    groups = np.arange(len(y)) if clusters is None else clusters
    frame = pandas.DataFrame({"y": y, **named, "w": weights, "groups": groups})
    formula = f"y ~ {' + '.join(named)}"
    if absorb is not None:
        frame["who"] = absorb
        formula += " | who"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        covariance: Any = "HC1" if clusters is None else {"CRV1": "groups"}
        fit = fixest.feols(formula, frame, vcov=covariance, weights="w", fixef_rm="none")
        low, high = (float(each) for each in fit.confint().loc[wanted])
        estimate, p = float(fit.coef()[wanted]), float(fit.pvalue()[wanted])
    text = f"By pyfixest {fixest.__version__}, from the same records."
    return Check("Interval by pyfixest", estimate, low, high, p, text)


def _imported() -> tuple[Any, Any]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pandas
            import pyfixest
    except ImportError as error:
        raise SettingsError("estimate.no_pyfixest", place="engine") from error
    return pyfixest, pandas

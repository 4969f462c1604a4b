"""What is promised of protected cases, in a sentence."""

from collections.abc import Mapping
from typing import Any

from palermo.release._manifest import DIFFERENTIAL_PRIVACY, K_ANONYMITY, K_SYNTHETIC
from palermo.report import show


def promise_in_words(method: str, parameters: Mapping[str, Any]) -> str:
    """The promise of a method with its parameters, as a manifest has them; empty where the method is not known.

    Raises KeyError, TypeError or ValueError for parameters that are not those of the method.

    >>> promise_in_words("k-synthetic", {"k": 10})
    'However much is known of a record, 10 cases or more have all of it.'
    """
    if method == DIFFERENTIAL_PRIVACY:
        return (
            "No row is a person's: they were made from noisy counts, with differential privacy, "
            f"ε {float(parameters['epsilon']):g} and δ {show(float(parameters['delta']))}."
        )
    if method == K_ANONYMITY:
        length = int(parameters["length"])
        known = "attribute" if length == 1 else f"combination of up to {length} attributes"
        return f"Whatever {known} is known of a person, {int(parameters['k'])} cases or more have it, or none has."
    if method == K_SYNTHETIC:
        return f"However much is known of a record, {int(parameters['k'])} cases or more have all of it."
    return ""

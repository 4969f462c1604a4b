"""All hierarchical log-linear models of a few lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, product

import numpy as np

from palermo.errors import InputError
from palermo.estimate._lists._linear import main_effects
from palermo.estimate._lists._table import Histories
from palermo.estimate._lists._transforms import Bools, Ints

USUAL_ORDER = {2: 1, 3: 2, 4: 3, 5: 3, 6: 2}
"""By number of lists, how many lists a term may have at most, unless somebody says otherwise: as Silverman, Chan and
Vincent have it. With all of them the model would not be identified."""

MOST_LISTS = 6
"""Seven lists have two million models of pairs alone."""


@dataclass(frozen=True, eq=False)
class Models:
    """Every hierarchical model that has each list's own term.

    terms: candidate terms of two lists or more, smaller ones first. inside: models × terms. sizes: terms of each
    model, the intercept and the lists' own among them.
    """

    k: int
    order: int
    terms: Ints
    inside: Bools
    sizes: Ints

    def terms_of(self, model: int) -> Ints:
        """All terms of a model."""
        return np.concatenate([main_effects(self.k), self.terms[self.inside[model]]])


def models_of(histories: Histories, order: int | None) -> Models:
    """The models of a table's lists. Terms whose histories are impossible are in none.

    order: how many lists a term may have at most. Raises InputError where there would be too many models.
    """
    k = histories.k
    if k > MOST_LISTS:
        reason = f"All models can be fitted for up to {MOST_LISTS} lists; there are {k}. Choose pairs stepwise instead."
        raise InputError("estimate.setting", place="lists", reason=reason)
    order = USUAL_ORDER[k] if order is None else order
    if not 1 <= order < max(k, 2) or (k == MOST_LISTS and order > 2):
        most = 2 if k == MOST_LISTS else k - 1
        raise InputError("estimate.setting", place="order", reason=f"With {k} lists, terms have 1 to {most} lists.")
    cells = np.arange(1 << k)
    terms = [term for term in range(1 << k) if histories.possible[cells & term == term].any()]
    return _enumerated(k, order, tuple(term for term in terms if 2 <= term.bit_count() <= order))


@lru_cache(16)
def _enumerated(k: int, order: int, allowed: tuple[int, ...]) -> Models:
    terms = sorted(allowed, key=lambda term: (term.bit_count(), term))
    pairs = [term for term in terms if term.bit_count() == 2]
    inside = (np.arange(1 << len(pairs))[:, None] >> np.arange(len(pairs)) & 1).astype(bool)
    for size in range(3, order + 1):
        inside = _with_larger(inside, terms, size)
    full = np.zeros((len(inside), len(terms)), dtype=bool)
    full[:, : inside.shape[1]] = inside
    return Models(k, order, np.array(terms, np.int64), full, 1 + k + full.sum(axis=1))


def _with_larger(inside: Bools, terms: Sequence[int], size: int) -> Bools:
    """Each model with every set of terms of this size whose smaller terms it has."""
    smaller = {term: at for at, term in enumerate(terms[: inside.shape[1]])}
    larger = [term for term in terms if term.bit_count() == size]
    faces = [
        [smaller.get(term & ~(1 << bit)) for bit in range(term.bit_length()) if term >> bit & 1] for term in larger
    ]
    rows = []
    for row in inside:
        can = [all(face is not None and row[face] for face in each) for each in faces]
        for chosen in product(*[(False, True) if each else (False,) for each in can]):
            rows.append(np.concatenate([row, np.array(chosen, dtype=bool)]))
    return np.array(rows, dtype=bool).reshape(len(rows), inside.shape[1] + len(larger))


def model_label(histories: Histories, terms: Ints) -> str:
    """A model by its largest terms, as people write it.

    >>> from palermo.estimate._lists._table import made
    >>> model_label(made("ABCD", {1: 1}), np.array([0, 1, 2, 4, 8, 3, 5, 6, 7]))
    'A×B×C, D'
    """
    found = [int(term) for term in terms if term]
    largest = [term for term in found if not any(term != other and term & other == term for other in found)]
    return ", ".join(histories.label(term) for term in sorted(largest, key=lambda term: (-term.bit_count(), term)))


def pairs_within(term: int) -> list[int]:
    """The pairs of lists in a term.

    >>> pairs_within(7)
    [3, 5, 6]
    """
    bits = [bit for bit in range(term.bit_length()) if term >> bit & 1]
    return [1 << one | 1 << other for one, other in combinations(bits, 2)]

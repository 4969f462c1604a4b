"""Links that left no trace: true pairs that no rule chose, or that look like strangers, put into draws of a linkage.

What a model says that it missed is what it sees as doubtful. Pairs that it takes for strangers, or that were never
compared, it knows nothing of, so that its recall is too hopeful, and the more so the more is doubtful. Which pairs they
are nobody can tell; how many there may be was measured (see `share_untraced`). Each draw takes a share of its own, and
joins so many people at random, as one does for an error of known size and unknown place (Lash and others 2014,
International Journal of Epidemiology 43(6), 1969-1985).
"""

from collections import Counter

import numpy as np

UNCHOSEN = 0.05
"""True pairs of 100 found that no rule chose or nothing spoke for, at most, however sure all others are. Measured on
invented people in three lists, with slips: 1 to 4."""


def share_untraced(recall: float | None) -> float:
    """How many links may have left no trace, at most, for each that draws have.

    recall: as the model estimates it at its threshold. As many again as the model says are missed, and a few more: of
    24 linkages of invented people (few names, slips, gaps; estimated recall 0.70 to 0.99) those without a trace were
    0.5 to 30 for each 100 that draws had, and one alone was above this, by a hair.

    >>> round(share_untraced(0.8), 2), round(share_untraced(None), 2)
    (0.25, 0.05)
    """
    return UNCHOSEN + (0.0 if recall is None else 1.0 - recall)


def join_untraced(counts: Counter[int], share: float, random: np.random.Generator) -> Counter[int]:
    """Join people of histories (bits) at random until each two lists have so many more in common.

    share: for each person in two lists so many more, in expectation. People are joined who are in no list both.
    """
    found = Counter(counts)
    lists = max(counts, default=0).bit_length()
    for one in range(lists):
        for other in range(one + 1, lists):
            both = sum(count for history, count in counts.items() if history >> one & history >> other & 1)
            wanted = int(random.poisson(share * both))
            if wanted:
                _join(found, one, other, wanted, random)
    return Counter({history: count for history, count in found.items() if count})


def _join(found: Counter[int], one: int, other: int, wanted: int, random: np.random.Generator) -> None:
    pairs = [
        (mine, its)
        for mine in sorted(found)
        for its in sorted(found)
        if mine >> one & 1 and its >> other & 1 and not mine & its and found[mine] and found[its]
    ]
    if not pairs:
        return
    weights = np.array([found[mine] * found[its] for mine, its in pairs], np.float64)
    for (mine, its), many in zip(pairs, random.multinomial(wanted, weights / weights.sum()), strict=True):
        # who is in three lists once joined is new to two pairs of lists, and comes up for both of them
        chance = 1 / (mine.bit_count() * its.bit_count())
        joined = min(int(random.binomial(many, chance)), found[mine], found[its])
        found[mine] -= joined
        found[its] -= joined
        found[mine | its] += joined

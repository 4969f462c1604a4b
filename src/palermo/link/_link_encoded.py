"""Linking on encodings alone: who links has no key, and sees no name."""

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa

from palermo.errors import InputError
from palermo.link._alike import Floats, near, sampled, similarity
from palermo.link._blocking import all_pairs
from palermo.link._decisions import Decision
from palermo.link._encodings import bits_of, told_by
from palermo.link._link import LEAST_PROBABILITY, Progress, check_lists, evidence_of
from palermo.link._linked import Linked
from palermo.link._persons import lists_once, persons
from palermo.link._records import SEPARATOR, Records
from palermo.link._report import Training, report_of
from palermo.link._settings import LinkSettings

MOST_PAIRS = 20_000_000_000
"""Pairs of encodings that are compared at most: some minutes of two cores."""

RANDOM_PAIRS = 400_000
A_RECORD = 8.0
"""Pairs a record that are looked at more closely: the most alike ones."""

NARROWEST = 0.01
"""Least spread of the true pairs, as a share of bits."""

ROUNDS = 300


def link_encoded(
    tables: Mapping[str, pa.Table], *, settings: LinkSettings | None = None, decisions: Sequence[Decision] = (),
    progress: Progress | None = None,
) -> Linked:  # fmt: skip
    """Find the records that are of one person from encodings (`encode`) alone, as `link` does from names.

    How likely a pair is one person is told from how alike its encodings are: among the pairs that are most alike, those
    of one person are a hump, those of different people a tail that falls away. No example of right links is needed.

    Raises InputError for encodings of different keys or settings, and for more pairs than can be compared.
    """
    settings = settings or LinkSettings()
    tell = progress or (lambda *_: None)
    check_lists(tables, settings)
    diffusion = _agreed(tables)
    tell("Comparing encodings", 0, 2)
    records = _records(tables)
    words = np.concatenate([bits_of(table) for table in tables.values()])
    there = words.any(axis=(1, 2))
    whole = all_pairs(records, settings)
    if whole > MOST_PAIRS:
        place = ", ".join(tables)
        raise InputError("link.too_many_pairs", place=place, pairs=f"{whole:,.0f}", most=f"{MOST_PAIRS:,}")
    once = lists_once(records.lists, settings.once)
    apart = np.array([number in once for number in range(len(records.lists))])
    usable = np.flatnonzero(there)
    if len(usable) < 2:
        hint = "Encode more columns."
        raise InputError(
            "link.encodings", place=", ".join(tables), reason="of too few people enough is known.", hint=hint
        )
    chance = sampled(words[usable], RANDOM_PAIRS, settings.seed)
    typical = float(np.median(chance))
    share = min(0.5, A_RECORD * len(usable) / max(whole, 1.0))
    bits = 64 * words.shape[2]
    most = min(int(np.quantile(chance, share) * bits), bits // 2)
    left, right, different = near(words[usable], np.array(records.of_list)[usable], apart, most)
    apart_by = different / bits
    probability = likely(apart_by, most / bits)
    order = np.lexsort((right, left))
    found = pa.table(
        {
            "left": usable[left[order]],
            "right": usable[right[order]],
            "similarity": similarity(apart_by, diffusion)[order],
            "probability": probability[order],
        }
    )
    found = found.filter(np.asarray(probability[order] >= LEAST_PROBABILITY))
    tell("Putting persons together", 1, 2)
    evidence = evidence_of(records, found, once, decisions)
    person = persons(evidence, threshold=settings.threshold)
    sparse = int((~there).sum())
    cautions = (f"{sparse:,} records say too little of a person to be encoded, and stand alone.",) if sparse else ()
    told = (
        f"Encodings of {bits:,} bits were compared, each with each; no name was there. True pairs differ in about "
        f"{float((apart_by * probability).sum() / max(probability.sum(), 1e-9)):.0%} of the bits, random ones in "
        f"{typical:.0%}."
    )
    expected = float(found.column("probability").to_numpy().sum())
    rules = ((f"at most {most / bits:.1%} of the bits different", len(left)),)
    training = Training(expected / max(whole, 1.0), ROUNDS, True, int(whole), int(whole), rules, encoded=told)
    report = report_of(records, found, person, evidence, settings=settings, training=training, cautions=cautions)
    return Linked(tuple(tables.items()), records, found, person, evidence, settings, report)


def _agreed(tables: Mapping[str, pa.Table]) -> int:
    """The diffusion of all. Raises InputError when they were not made with one key and the same settings."""
    marks = {name: told_by(table) for name, table in tables.items()}
    first = next(iter(marks.values()))
    for name, told in marks.items():
        if told != first:
            hint = "All contributors use the same key file, fields and settings; let one of them encode again."
            reason = "they were made with another key, or other settings, than the first list's."
            raise InputError("link.encodings", place=name, reason=reason, hint=hint)
    return int(str(first["diffusion"]))


def _records(tables: Mapping[str, pa.Table]) -> Records:
    keys = [f"{name}{SEPARATOR}{each}" for name, table in tables.items() for each in table.column("record").to_pylist()]
    of_list = [number for number, table in enumerate(tables.values()) for _ in range(table.num_rows)]
    return Records(pa.table({"unique_id": range(len(keys))}), tuple(keys), tuple(tables), tuple(of_list), {}, ())


def likely(different: Floats, cut: float) -> Floats:
    """How likely pairs are one person, from the share of different bits, all at most `cut`.

    A hump (normal) of true pairs beside the foot of all others, which rises exponentially towards the cut; both fitted
    by expectation and maximisation. A pair that is more alike than another is never less likely.
    """
    if not len(different):
        return np.zeros(0)
    depth = np.maximum(cut - different, 0.0)
    limit = max(float(depth.max()), 1e-6)
    centre, spread, share, rate = 0.75 * limit, max(limit / 6, NARROWEST), 0.1, 60.0
    weight = np.zeros(len(depth))
    for _ in range(ROUNDS):
        weight = _weight(depth, centre, spread, share, rate, limit)
        total = weight.sum()
        share = float(np.clip(total / len(depth), 1e-6, 1 - 1e-6))
        if total > 1e-3:
            centre = float((weight * depth).sum() / total)
            spread = max(float(np.sqrt((weight * (depth - centre) ** 2).sum() / total)), NARROWEST)
        mean = float(((1 - weight) * depth).sum() / max((1 - weight).sum(), 1e-9))
        rate = _rate(mean, limit)
    grid = np.linspace(0, limit, 2048)
    smooth = np.maximum.accumulate(_weight(grid, centre, spread, share, rate, limit))
    return np.asarray(np.interp(depth, grid, smooth))


def _weight(depth: Floats, centre: float, spread: float, share: float, rate: float, limit: float) -> Floats:
    """How likely pairs so deep below the cut are one person."""
    hump = -0.5 * ((depth - centre) / spread) ** 2 - np.log(spread * np.sqrt(2 * np.pi)) + np.log(share)
    foot = np.log(rate) - rate * depth - np.log1p(-np.exp(-rate * limit)) + np.log1p(-share)
    return np.asarray(1 / (1 + np.exp(np.clip(foot - hump, -500, 500))))


def _rate(mean: float, limit: float) -> float:
    """The rate of an exponential that is cut off at a limit, from its mean; never one that falls upwards."""
    from scipy.optimize import brentq

    low, high = 1.0 / limit, 1e5 / limit

    def excess(rate: float) -> float:
        return float(1 / rate - limit / np.expm1(min(rate * limit, 700)) - mean)

    if excess(low) <= 0:
        return low
    return float(brentq(excess, low, high)) if excess(high) < 0 else high

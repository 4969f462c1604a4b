"""One sweep of the fit against the same sums done slowly: residuals stay what a recount gives, and no move is worse."""

from itertools import combinations, pairwise

import numpy as np
import pytest

from palermo.protect.synthesis._fit import _begin, blocks_of
from palermo.protect.synthesis._sweep import sweep
from palermo.protect.synthesis._weigh import pair_place, triple_place

WIDTH, ALONE, COLUMN = 26, 4, 20
"""Twenty codes of one column, wide enough to be passed over, six single ones, and four that are combined with none."""


def excludes():
    """The codes of the column exclude each other; the first single one and the first that stands alone do too."""
    apart = np.eye(WIDTH + ALONE, dtype=bool)
    apart[:COLUMN, :COLUMN] = True
    apart[COLUMN, WIDTH] = apart[WIDTH, COLUMN] = True
    return apart


def invented_records(seed):
    """Forty records: most with one code of the column, then some single ones."""
    random = np.random.default_rng(seed)
    records = []
    for _ in range(40):
        some = sorted(random.choice(np.arange(COLUMN + 1, WIDTH), random.integers(1, 4), replace=False).tolist())
        records.append([int(random.integers(COLUMN)), *some] if random.random() < 0.8 else some)
    return records


def recounted(records):
    """Counts by attribute, pair and triple, of kept attributes, from sets."""
    ones = np.zeros(WIDTH + ALONE)
    pairs = np.zeros((WIDTH, WIDTH), np.float32)
    triples = np.zeros((WIDTH * (WIDTH - 1) // 2, WIDTH), np.float32)
    for record in records:
        for one in record:
            ones[one] += 1
        kept = sorted(one for one in record if one < WIDTH)
        for x, y in combinations(kept, 2):
            pairs[x, y] += 1
            pairs[y, x] += 1
        for x, y, z in combinations(kept, 3):
            for p, q, r in ((x, y, z), (x, z, y), (y, z, x)):
                triples[pair_place(p, q), r] += 1
    return ones, pairs, triples


def flattened(records):
    """Starts and items."""
    starts = np.concatenate([[0], np.cumsum([len(record) for record in records])]).astype(np.int64)
    return starts, np.concatenate([np.array(record) for record in records]).astype(np.int32)


@pytest.mark.parametrize("temperature", [0.0, 0.7, 4.0])
def test_residuals_stay_what_a_recount_gives(temperature):
    for seed in range(5):
        wanted, begun = recounted(invented_records(100 + seed)), invented_records(seed)
        held = recounted(begun)
        starts, items = flattened(begun)
        ones, pairs, triples = (have - want for have, want in zip(held, wanted, strict=True))
        before = energy(ones, pairs, triples)
        changed = swept(starts, items, ones, pairs, triples, temperature, seed)
        records = [items[a:b].tolist() for a, b in pairwise(starts)]
        assert changed > 0
        apart = excludes()
        for record in records:
            assert not any(apart[x, y] for x, y in combinations(record, 2))
        for found, have, want in zip((ones, pairs, triples), recounted(records), wanted, strict=True):
            np.testing.assert_allclose(found, have - want, atol=1e-4)
        if temperature == 0:
            assert energy(ones, pairs, triples) < before


def test_what_rare_combinations_cost_moves_with_how_many_there_are():
    for seed in range(5):
        begun = invented_records(seed)
        starts, items = flattened(begun)
        ones, pairs, triples = recounted(begun)
        rarity = np.array([2.0, 6.0, 3.0, 6.0], np.float32)
        tables = priced(pairs, triples, rarity)
        y, x = np.tril_indices(WIDTH, -1)
        held_pairs = pairs[y, x].astype(np.float32)
        held_triples = by_place(triples)
        swept(starts, items, ones, *tables, 1.0, seed, rarity, held_pairs, held_triples)
        records = [items[a:b].tolist() for a, b in pairwise(starts)]
        _, pairs, triples = recounted(records)
        np.testing.assert_allclose(held_pairs, pairs[y, x], atol=1e-4)
        np.testing.assert_allclose(held_triples, by_place(triples), atol=1e-4)
        np.testing.assert_allclose(tables[0][y, x], priced(pairs, triples, rarity)[0][y, x], atol=1e-3)


def swept(starts, items, ones, pairs, triples, temperature, seed, rarity=None, held_pairs=None, held_triples=None):
    """One sweep over all records, every weight one."""
    blocks = blocks_of(excludes(), WIDTH)
    random = np.random.default_rng(seed)
    nothing = np.empty(0, np.float32)
    return sweep(
        starts,
        items,
        random.permutation(len(starts) - 1),
        blocks.starts,
        blocks.apart_starts,
        blocks.apart,
        np.ones((WIDTH, 3), np.float32),
        np.full(3, 0.5, np.float32),
        np.zeros(4, np.float32) if rarity is None else rarity,
        ones,
        pairs,
        triples,
        nothing if held_pairs is None else held_pairs,
        nothing if held_triples is None else held_triples,
        np.float32(temperature),
        random.random(len(items), dtype=np.float32),
    )


def energy(ones, pairs, triples):
    """What the fit makes small: each combination once, squared."""
    return float((ones**2).sum() + (pairs**2).sum() / 2 + (triples**2).sum() / 3)


def priced(pairs, triples, rarity):
    """Counts, and what the rare among them cost."""
    return (
        pairs + rarity[0] * np.maximum(0, 1 - pairs / rarity[1]),
        triples + rarity[2] * np.maximum(0, 1 - triples / rarity[3]),
    )


def by_place(triples):
    """The counts of triples x < y < z in their order."""
    found = np.zeros(WIDTH * (WIDTH - 1) * (WIDTH - 2) // 6, np.float32)
    for x, y, z in combinations(range(WIDTH), 3):
        found[triple_place(x, y, z)] = triples[pair_place(x, y), z]
    return found


def test_records_that_cannot_be_filled_are_begun_again():
    """The empty set excludes all codes of its column: whoever draws it first can't have three of them."""
    apart = np.eye(6, dtype=bool)
    apart[0, 1:4] = apart[1:4, 0] = True
    starts = np.concatenate([[0], np.cumsum(apart.sum(axis=1))]).astype(np.int64)
    sizes = np.full(500, 5)
    frequent = np.array([900.0, 10, 10, 10, 100, 100])
    records = _begin(sizes, frequent, starts, np.nonzero(apart)[1].astype(np.int32), np.random.default_rng(1))
    assert (records.sizes == 5).mean() > 0.8
    for begin, end in pairwise(records.starts.tolist()):
        items = records.items[begin:end].tolist()
        assert items == sorted(set(items))
        assert apart[np.ix_(items, items)].sum() == len(items)

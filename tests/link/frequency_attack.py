"""A frequency attack on encodings, as somebody mounts it who links them: without the key, with a list of common names.

Bits that one token sets go together. So columns of bits are sorted into groups that go together; the records in which
all bits of a group are set are those that have the token, and how many these are tells which token it is, since any
list of names tells how frequent what a name sounds like is. With that everybody's name is read who has a frequent one.

The method is that of Christen, Vidanage, Ranbaduge and Schnell 2018 (*Pattern-mining based cryptanalysis of Bloom
filters for privacy-preserving record linkage*), simplified.
"""

import numpy as np

from palermo.link._names import sound

LEAST_TOGETHER = 0.6
"""Correlation from which bits are said to go together. Where no bits do, the strongest are taken all the same."""
MOST_GROUPS = 40
LEAST_BITS = 14


def bits(table) -> np.ndarray:
    rows = [
        each or bytes(table.schema.field("encoding").type.byte_width) for each in table.column("encoding").to_pylist()
    ]
    return np.unpackbits(np.frombuffer(b"".join(rows), np.uint8).reshape(len(rows), -1), axis=1)


def groups_of(columns: np.ndarray) -> list[np.ndarray]:
    """Columns that go together, from the most frequent on."""
    varied = np.flatnonzero((columns.mean(axis=0) > 0.01) & (columns.mean(axis=0) < 0.99))
    together = np.corrcoef(columns[:, varied].T.astype(float))
    np.fill_diagonal(together, 0)
    least = min(LEAST_TOGETHER, np.sort(together.ravel())[-4 * len(varied)])
    taken = np.zeros(len(varied), bool)
    found = []
    for seed in np.argsort(-(together >= least).sum(axis=1), kind="stable"):
        if taken[seed]:
            continue
        group = np.flatnonzero((together[seed] >= least) & ~taken)
        if len(group) + 1 >= LEAST_BITS:
            group = np.append(group, seed)
            taken[group] = True
            found.append(varied[group])
    return found


def attack(columns: np.ndarray, names: dict[str, float]) -> dict[int, str]:
    """Which record has which name, for those of which the attack says so. names: how frequent each is elsewhere."""
    expected: dict[str, float] = {}
    for name, share in names.items():
        expected[sound(name)] = expected.get(sound(name), 0.0) + share
    spoken = {sound(name): name for name in names}
    said: dict[int, str] = {}
    best: dict[str, tuple[float, np.ndarray]] = {}
    for group in groups_of(columns)[:MOST_GROUPS]:
        has = columns[:, group].mean(axis=1) > 0.9
        share = has.mean()
        if not 0.01 < share < 0.5:
            continue
        heard = min(expected, key=lambda each: abs(expected[each] - share))
        off = abs(expected[heard] - share) / np.sqrt(share / len(columns))
        if heard not in best or off < best[heard][0]:
            best[heard] = off, has
    for heard, (_, has) in sorted(best.items(), key=lambda each: -each[1][0]):
        said |= dict.fromkeys(np.flatnonzero(has).tolist(), spoken[heard])
    return said


def same_everywhere(columns: np.ndarray, names: dict[str, float]) -> dict[int, str]:
    """The simplest attack: encodings that occur often are those of frequent names, in the same order."""
    _, group, count = np.unique(columns, axis=0, return_inverse=True, return_counts=True)
    order = np.argsort(-count, kind="stable")
    ranked = sorted(names, key=lambda name: -names[name])
    named = {int(each): ranked[at] for at, each in enumerate(order[: len(ranked)]) if count[each] > 1}
    return {record: named[each] for record, each in enumerate(group.ravel().tolist()) if each in named}

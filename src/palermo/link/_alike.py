"""How alike encodings are: all pairs, in compiled kernels over 64 bits at a time, the first quarter first."""

import numpy as np
import numpy.typing as npt
from numba import njit, prange

Words = npt.NDArray[np.uint64]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

SURE = 4.5
"""Standard deviations by which a quarter of the bits may be less alike than all, and the pair still be looked at."""

BLOCK = 512
"""Records of the left that are compared in one go, by each thread."""


@njit(cache=True, inline="always")
def _ones(x):  # type: ignore[no-untyped-def]
    x = x - ((x >> np.uint64(1)) & np.uint64(0x5555555555555555))
    x = (x & np.uint64(0x3333333333333333)) + ((x >> np.uint64(2)) & np.uint64(0x3333333333333333))
    x = (x + (x >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return (x * np.uint64(0x0101010101010101)) >> np.uint64(56)


@njit(cache=True, parallel=True)
def _near(words, there, of_list, apart, start, stop, most, early, room):  # type: ignore[no-untyped-def]
    """Pairs (i, j), start <= i < stop, i < j, of which some filter has at most `most` different bits.

    Of each i at most `room` are kept.
    """
    n, parts, width = words.shape
    quarter = max(1, width // 4)
    other = np.full((stop - start, room), -1, np.int64)
    apart_by = np.zeros((stop - start, room), np.int64)
    found = np.zeros(stop - start, np.int64)
    for at in prange(stop - start):
        i = start + at
        for j in range(i + 1, n):
            if apart[of_list[i]] and of_list[i] == of_list[j]:
                continue
            least = np.uint64(most + 1)
            for part in range(parts):
                if not (there[i, part] and there[j, part]):
                    continue
                different = np.uint64(0)
                for w in range(quarter):
                    different += _ones(words[i, part, w] ^ words[j, part, w])
                if different > early:
                    continue
                for w in range(quarter, width):
                    different += _ones(words[i, part, w] ^ words[j, part, w])
                least = min(least, different)
            if least <= most:
                if found[at] < room:
                    other[at, found[at]] = j
                    apart_by[at, found[at]] = least
                found[at] += 1
    return other, apart_by, found


def near(words: Words, of_list: Ints, apart: npt.NDArray[np.bool_], most: int) -> tuple[Ints, Ints, Ints]:
    """The pairs with at most so many different bits: left, right, and how many are different.

    words: by record, filter and 64 bits; zeros for a filter that is not there. Of two records the filters that are most
    alike count. apart: for each list whether its own records are not compared with each other.
    """
    bits = 64 * words.shape[2]
    share = most / bits
    early = int(np.ceil(bits / 4 * share + SURE * np.sqrt(bits / 4 * share * (1 - share))))
    there = np.asarray(words.any(axis=2))
    lefts, rights, counts = [], [], []
    for start in range(0, len(words), BLOCK):
        stop, room = min(start + BLOCK, len(words)), 64
        while True:
            other, different, found = _near(words, there, of_list, apart, start, stop, most, early, room)
            if found.max(initial=0) <= room:
                break
            room = int(found.max())
        at, place = np.nonzero(other >= 0)
        lefts.append(at + start)
        rights.append(other[at, place])
        counts.append(different[at, place])
    none = [np.zeros(0, np.int64)]
    return np.concatenate(lefts or none), np.concatenate(rights or none), np.concatenate(counts or none)


def sampled(words: Words, pairs: int, seed: int) -> Floats:
    """The share of bits in which random pairs differ, in the filters that are most alike."""
    random = np.random.default_rng(seed)
    left, right = random.integers(0, len(words), (2, pairs))
    left, right = left[left != right], right[left != right]
    bits = 64 * words.shape[2]
    there = np.asarray(words.any(axis=2))
    different = np.bitwise_count(words[left] ^ words[right]).sum(axis=2).astype(np.float64)
    different[~(there[left] & there[right])] = bits
    return np.asarray(different.min(axis=1) / bits)


def similarity(different: Floats, diffusion: int) -> Floats:
    """How alike the filters were, 1 for the same and 0 for chance, from the share of different bits of the encodings.

    An exclusive or of t bits differs when an odd number of them do, so that the share grows with t.

    >>> similarity(np.array([0.0, 0.25, 0.5]), 1).tolist(), similarity(np.array([0.25]), 4).round(2).tolist()
    ([1.0, 0.5, 0.0], [0.84])
    """
    return np.asarray(np.maximum(1 - 2 * different, 0.0) ** (1 / diffusion))

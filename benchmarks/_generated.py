"""An invented table of sparse cases, for measuring: some profiles of trafficking, and columns that follow from them."""

import numpy as np
import pyarrow as pa

PROFILES, COUNTRIES, YEARS, AGES, GENDERS = 24, 170, 20, 9, 4
FLAGS = (
    *(f"means{number:02d}" for number in range(8)),
    *(f"form{number:02d}" for number in range(3)),
    *(f"work{number:02d}" for number in range(5)),
    *(f"recruiter{number:02d}" for number in range(2)),
)


def table(rows, seed=2026):
    """A table of text with 23 columns, blank where nothing is known; the same for the same seed, row for row.

    About seven and a half attributes a row out of some 350. Rows are drawn in order, so that a shorter table is not the
    beginning of a longer one; each stands for itself.
    """
    random = np.random.default_rng(seed)
    profile = random.choice(PROFILES, rows, p=random.dirichlet(np.full(PROFILES, 0.7)))
    frequency = 1 / np.arange(1, COUNTRIES + 1) ** 1.25
    frequency /= frequency.sum()
    columns = {}

    def single(name, texts, weights, missing):
        """One value a row, by the profile's own distribution."""
        chosen = np.empty(rows, np.int64)
        for number in range(PROFILES):
            mine = profile == number
            chosen[mine] = random.choice(len(texts), int(mine.sum()), p=random.dirichlet(weights))
        chosen[random.random(rows) < missing] = len(texts)
        columns[name] = pa.DictionaryArray.from_arrays(chosen.astype(np.int32), pa.array([*texts, ""]))

    single("year", [str(2003 + number) for number in range(YEARS)], np.full(YEARS, 0.8), 0.01)
    single("gender", [f"gender{number}" for number in range(GENDERS)], [0.12, 0.08, 2.5, 1.2], 0.01)
    single("age", [f"age{number}" for number in range(AGES)], np.full(AGES, 0.6), 0.30)
    countries = [f"C{number:03d}" for number in range(COUNTRIES)]
    single("citizenship", countries, frequency * 12 + 1e-4, 0.20)
    single("exploited_in", countries, frequency * 8 + 1e-4, 0.25)
    chance = np.clip(random.beta(0.5, 1.6, (PROFILES, len(FLAGS))), 0.002, 0.95)
    for number, name in enumerate(FLAGS):
        there = random.random(rows) < chance[profile, number]
        if name.startswith("means"):
            there &= random.random(rows) >= 0.45  # means of control are mostly not recorded
        columns[name] = pa.DictionaryArray.from_arrays(there.astype(np.int32), pa.array(["", "1"]))
    return pa.table(columns).cast(pa.schema([(name, pa.string()) for name in columns]))

"""Splink finds the pairs, compares them and knows how frequent values are: on DuckDB here, or on Spark.

Its own training is not used: see `_training`. What it calculates for a pair is read back as the level of each
comparison: m is set so that a level's weight is minus its number, counted from 1, and 0 where nothing is known.
"""

import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from palermo.engine import Spark
from palermo.link._blocking import Rule
from palermo.link._evidence import FUNCTIONS, Comparison
from palermo.link._records import Records
from palermo.link._training import Floats, Ints, Trained
from palermo.link._words import require

RANDOM_PAIRS = 1_000_000
"""Pairs from which it is learnt how alike different people are."""

UNSEEN = 1e-6
"""For a level at which no random pair is."""

RANDOM = Rule("random pairs", ("bucket",))
_WITHIN = "case when list_name_l = list_name_r then 1 else 0 end"


@dataclass(frozen=True, eq=False)
class Compared:
    """Pairs that were compared, where the engine has them.

    patterns, counts: how often which levels came together; a pattern's columns are the comparisons. within: whether
    its pairs are of one list. random, random_counts: the same of random pairs. frame: Splink's table. engine: Spark,
    where it is there.
    """

    comparisons: tuple[Comparison, ...]
    patterns: Ints
    within: Ints
    counts: Floats
    random: Ints
    random_counts: Floats
    frame: Any
    engine: Spark | None = None

    def pairs(self, trained: Trained, *, least: Sequence[float]) -> pa.Table:
        """The pairs whose evidence weighs enough, in bits: left, right (numbers of records), within, weight, levels.

        least: what is enough between two lists, and within one.
        """
        weighed = [
            _weighed(each, weights, None if after < 0 else self.comparisons[after])
            for each, weights, after in zip(self.comparisons, trained.weights(), trained.after, strict=True)
        ]
        rare = [f"coalesce(mw_tf_adj_{each.column}, 0.0)" for each in self.comparisons if _rare(each)]
        levels = ", ".join(f"cast({_level(each)} as int) as level_{each.column}" for each in self.comparisons)
        weight = f"cast({' + '.join(weighed + rare)} as double)"  # DuckDB would reckon in decimals
        inner = f"select unique_id_l, unique_id_r, {_WITHIN} as within, {weight} as weight, {levels} from {{this}}"  # noqa: S608
        names = ", ".join(f"level_{each.column}" for each in self.comparisons)
        ends = "least(unique_id_l, unique_id_r) as lower, greatest(unique_id_l, unique_id_r) as upper"
        enough = f"case when within = 1 then {float(least[1])!r} else {float(least[0])!r} end"
        sql = f"select {ends}, within, weight, {names} from ({inner}) as weighed where weight >= {enough}"  # noqa: S608
        with _quiet(), _told(self.engine):
            found = self.frame.query_sql(sql).as_pyarrow_table()
        return found.rename_columns(["left", "right", *found.column_names[2:]]).sort_by(
            [("left", "ascending"), ("right", "ascending")]
        )


def compare(
    records: Records, comparisons: Sequence[Comparison], rules: Sequence[Rule], *, once: Sequence[str],
    seed: int, engine: Spark | None = None,
) -> Compared:  # fmt: skip
    """Compare the pairs that the rules choose. once: lists of which no two records are one person."""
    require("splink", "duckdb")
    with _quiet(), _told(engine):
        database, dialect = _database(engine)
        table = database.register(_in_buckets(records.table, seed), dataset_display_name="records")
        unknown = [np.full(len(each.levels), 1 / len(each.levels)) for each in comparisons]
        drawn = _linker(table, comparisons, [RANDOM], dialect, (), unknown).inference.predict()
        random, _, random_counts = _counted(drawn, comparisons)
        u = [
            _typical(_shares(random[:, at], random_counts, len(each.levels)), each, records.table)
            for at, each in enumerate(comparisons)
        ]
        frame = _linker(table, comparisons, rules, dialect, once, u).inference.predict()
        patterns, within, counts = _counted(frame, comparisons)
    return Compared(tuple(comparisons), patterns, within, counts, random, random_counts, frame, engine)


def _in_buckets(table: pa.Table, seed: int) -> pa.Table:
    """The table with a bucket for each record: pairs of one bucket are random pairs, and not too many."""
    size = table.num_rows
    number = max(1, round(size * (size - 1) / 2 / RANDOM_PAIRS))
    bucket = np.random.default_rng(seed).permutation(size) % number
    return table.append_column("bucket", pa.array(bucket, pa.int64()))


def _counted(frame: Any, comparisons: Sequence[Comparison]) -> tuple[Ints, Ints, Floats]:
    """How often which levels come together, between lists and within them."""
    levels = ", ".join(f"cast({_level(each)} as int) as c{at}" for at, each in enumerate(comparisons))
    groups = ", ".join(str(at + 1) for at in range(len(comparisons) + 1))
    sql = f"select {levels}, {_WITHIN} as within, count(*) as pairs from {{this}} group by {groups} order by {groups}"  # noqa: S608
    found = frame.query_sql(sql).as_pyarrow_table()
    columns = np.stack([found.column(at).to_numpy() for at in range(len(comparisons) + 1)], axis=1).astype(np.int64)
    return columns[:, :-1], columns[:, -1], found.column("pairs").to_numpy().astype(np.float64)


def _shares(level: Ints, counts: Floats, size: int) -> Floats:
    known = level >= 0
    found = np.bincount(level[known], counts[known], minlength=size)
    return np.asarray(found / max(found.sum(), 1.0))


def _typical(shares: Floats, each: Comparison, table: pa.Table) -> Floats:
    """The shares by level, and for frequencies of what is not the same text how often two records have one value.

    Splink holds a value's frequency against the share of its level, which is right where the level is just that the
    value is the same. Of names that only sound the same most are at a level before, which says nothing of rarity.
    """
    found = shares.copy()
    for at, level in enumerate(each.levels):
        if level.rare and at:
            counts = table.column(level.rare).drop_null().value_counts().field("counts").to_numpy()
            found[at] = float(((counts / max(counts.sum(), 1)) ** 2).sum())
    return found


def _weighed(each: Comparison, weights: Floats, after: Comparison | None) -> str:
    """What a comparison weighs, in SQL: by the level of the field that it hangs on, where there is one."""
    if after is None:
        return f"case {_whens(each, weights[0].tolist())} else 0.0 end"
    rows = " ".join(
        f"when {_level(after)} = {row - 1} then case {_whens(each, found.tolist())} else 0.0 end"
        for row, found in enumerate(weights)
    )
    return f"case {rows} else 0.0 end"


def _level(each: Comparison) -> str:
    """The number of a comparison's level, from 0, in SQL; -1 where nothing is known."""
    return f"(-1 - round(mw_{each.column}))"


def _whens(each: Comparison, weights: Sequence[float]) -> str:
    return " ".join(f"when {_level(each)} = {at} then {weight!r}" for at, weight in enumerate(weights))


def _rare(each: Comparison) -> bool:
    return any(level.rare for level in each.levels)


def _database(engine: Spark | None) -> tuple[Any, str]:
    if engine is None:
        import duckdb
        from splink.backends.duckdb import DuckDBAPI

        connection = duckdb.connect(
            config={"autoinstall_known_extensions": "false", "python_enable_replacements": "false"}
        )
        return DuckDBAPI(connection), "duckdb"
    from palermo.link._spark import database

    return database(engine), "spark"


def _linker(
    table: Any, comparisons: Sequence[Comparison], rules: Sequence[Rule], dialect: str, once: Sequence[str],
    u: Sequence[Floats],
) -> Any:  # fmt: skip
    from splink import Linker, SettingsCreator
    from splink.blocking_rule_library import CustomRule

    apart = ""
    if once:
        names = ", ".join("'" + name.replace("'", "''") + "'" for name in once)
        apart = f" and not (l.list_name = r.list_name and l.list_name in ({names}))"
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            _comparison(each, dialect, u[at]) for at, each in enumerate(comparisons)
        ],
        blocking_rules_to_generate_predictions=[
            CustomRule(rule.sql() + apart, arrays_to_explode=[rule.one_of] if rule.one_of else None) for rule in rules
        ],
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=True,
        additional_columns_to_retain=["list_name"],
    )  # fmt: skip
    return Linker([table], settings, log_level=None)


def _comparison(each: Comparison, dialect: str, u: Floats) -> Any:
    from splink.comparison_level_library import CustomLevel, ElseLevel
    from splink.comparison_library import CustomComparison

    levels: list[Any] = [CustomLevel(each.null, "not known").configure(is_null_level=True)]
    for at, level in enumerate(each.levels):
        last = at == len(each.levels) - 1
        made: Any = ElseLevel() if last else CustomLevel(level.sql.format(**FUNCTIONS[dialect]), level.says)
        if level.rare:
            made = made.configure(
                tf_adjustment_column=level.rare, tf_adjustment_weight=1.0, disable_tf_exact_match_detection=True
            )
        share = max(float(u[at]), UNSEEN)
        levels.append(made.configure(u_probability=share, m_probability=share * 2.0 ** -(at + 1)))
    return CustomComparison(levels, output_column_name=each.column)


def _told(engine: Spark | None) -> AbstractContextManager[None]:
    """What Spark's failures are told with; nothing where there is no Spark."""
    if engine is None:
        return nullcontext()
    from palermo.link._spark import told

    return told()


@contextmanager
def _quiet() -> Iterator[None]:
    """Splink's talk is for those who build models with it, and what PySpark leaves open Python closes."""
    logger = logging.getLogger("splink")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            for category in (FutureWarning, ResourceWarning):
                warnings.simplefilter("ignore", category)
            yield
    finally:
        logger.setLevel(before)

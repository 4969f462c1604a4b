"""Lists of people → the same person found once, within and between lists."""

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from math import log2

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from palermo.engine import Spark
from palermo.errors import InputError, SettingsError
from palermo.link._decisions import Decision, standing
from palermo.link._evidence import ALL_PAIRS, Comparison, Rule, comparisons, rules
from palermo.link._fields import Fields
from palermo.link._linked import Linked
from palermo.link._persons import Evidence, Floats, lists_once, log_odds, persons
from palermo.link._records import Records, prepare
from palermo.link._report import LevelFound, Training, report_of
from palermo.link._settings import LinkSettings
from palermo.link._splink import Compared, compare
from palermo.link._totals import without_totals
from palermo.link._training import Field, Kind, Seen, Trained, probabilities, refined_prior, train
from palermo.link._words import require

Progress = Callable[[str, int, int | None], None]

LEAST_PROBABILITY = 1e-3
"""Pairs that are less likely one person are no pairs any more."""

FEWEST_FIELDS = 2
NO_FIELDS = Fields()
STEPS = 5


def link(
    tables: Mapping[str, pa.Table], *, fields: Fields = NO_FIELDS, settings: LinkSettings | None = None,
    decisions: Sequence[Decision] = (), engine: Spark | None = None, progress: Progress | None = None,
) -> Linked:  # fmt: skip
    """Find the records that are of one person, within and between lists, without any example of right links.

    tables: for each list its records, one a row, as text. fields: which columns hold what; of those that it does not
    name, headers are recognised. decisions: what people decided; they come before all that is calculated. engine:
    where pairs are compared: here, on DuckDB, or on a Spark that runs (`palermo.engine.spark`).

    Names of any script are transliterated and compared by spelling and by sound, given and family name also the other
    way round and among aliases; birth dates also in part. A model of Fellegi and Sunter learns from all pairs what each
    agreement is worth, a frequent name less than a rare one. Links are transitive: see `persons`.

    Raises SettingsError without the extra `link`, InputError for lists that cannot be linked.

    >>> north = pa.table({"first name": ["Amina", "Lina"], "surname": ["Diallo", "Haddad"], "dob": ["1999-03-05"] * 2})
    >>> south = pa.table({"prénom": ["أمينة", "Rosa"], "nom": ["Dialo", "Cruz"], "né le": ["05/03/1999", ""]})
    >>> link({"north": north, "south": south}).table().column("person").to_pylist()
    ['1', '2', '1', '3']
    """
    settings = settings or LinkSettings()
    tell = progress or _silent
    require("splink", "duckdb", "anyascii")
    tables, aside = without_totals(tables, fields)
    check_lists(tables, settings)
    tell("Reading names and dates", 0, STEPS)
    records = prepare(tables, fields, scripts=True)
    compared_fields = comparisons(records)
    if len(compared_fields) < FEWEST_FIELDS:
        known = ", ".join(records.has) or "none"
        place = ", ".join(tables)
        raise InputError("link.too_few_fields", place=place, reason=f"the fields recognised are {known}.")
    once = lists_once(records.lists, settings.once)
    whole = all_pairs(records, settings)
    chosen, cautions = chosen_rules(records, whole, settings)
    tell("Comparing pairs", 1, STEPS)
    compared = compare(
        records, compared_fields, [rule for rule, _ in chosen], once=settings.once, seed=settings.seed, engine=engine
    )
    tell("Learning what agreements are worth", 2, STEPS)
    kinds = kinds_of(records, settings)
    trained = train(
        Seen(
            compared.patterns, compared.within, compared.counts, compared.random, compared.random_counts, kinds,
            len(records.keys) * (len(records.keys) - 1) / 2,
        ),
        fields_of(compared_fields),
    )  # fmt: skip
    found = compared.pairs(
        trained, least=[log2(LEAST_PROBABILITY) - log2(each / (1 - each)) for each in trained.priors]
    )
    weight, within = found.column("weight").to_numpy(), found.column("within").to_numpy()
    priors = np.array(
        [
            refined_prior(weight[within == at], prior, kind)
            for at, (prior, kind) in enumerate(zip(trained.priors, kinds, strict=True))
        ]
    )
    found = found.drop_columns(["within"]).append_column("probability", pa.array(probabilities(weight, priors[within])))
    found = found.filter(pc.greater_equal(found.column("probability"), LEAST_PROBABILITY))
    tell("Putting persons together", 3, STEPS)
    evidence = evidence_of(records, found, once, decisions)
    person = persons(evidence, threshold=settings.threshold)
    pairs = np.array([kind.pairs for kind in kinds])
    prior = float((priors * pairs).sum() / max(pairs.sum(), 1.0))
    training = _training(trained, prior, compared, chosen, whole, sum(kind.most for kind in kinds))
    report = report_of(
        records, found, person, evidence, settings=settings, training=training, cautions=(*aside, *cautions)
    )
    tell("Done", STEPS, STEPS)
    return Linked(tuple(tables.items()), records, found, person, evidence, settings, report, tuple(compared_fields))


def check_lists(tables: Mapping[str, pa.Table], settings: LinkSettings) -> None:
    """Raise InputError where nothing can be linked, SettingsError for a list that is not there."""
    for name in settings.once:
        if name not in tables:
            reason = f"There is no list {name}."
            remedy = f"The lists are {', '.join(tables)}."
            raise SettingsError("link.setting", place="--once", reason=reason, remedy=remedy)
    for name, table in tables.items():
        if not table.num_rows:
            hint = "Leave it out, or look whether it was exported whole."
            raise InputError("link.lists", place=name, reason="The list has no records.", hint=hint)
    if sum(table.num_rows for table in tables.values()) < 2 or (len(tables) == 1 and settings.once):
        hint = "Name another list, or leave out --once."
        raise InputError(
            "link.lists", place=", ".join(tables), reason="There are no two records to compare.", hint=hint
        )


def all_pairs(records: Records, settings: LinkSettings) -> float:
    """How many pairs there are that may be of one person."""
    whole = len(records.keys)
    sizes = np.bincount(records.of_list, minlength=len(records.lists))
    apart = sum(int(size) * (int(size) - 1) // 2 for name, size in zip(records.lists, sizes, strict=True)
                if name in settings.once)  # fmt: skip
    return float(whole * (whole - 1) // 2 - apart)


def numbered_lists(records: Records, decisions: Sequence[Decision]) -> tuple[str, ...]:
    """What to know of lists whose records have no name of their own, where decisions hang on names."""
    found = [name for name in records.lists if decisions and "record" not in records.fields.get(name, {})]
    if not found:
        return ()
    return (
        f"Records of {', '.join(found)} are called by their number, so decisions go to other people when the list is "
        "sorted or shortened. Say which column names them: `record` in the file of fields.",
    )


def kinds_of(records: Records, settings: LinkSettings) -> tuple[Kind, Kind]:
    """The pairs between lists, and those within them: how many there are, and how many can be one person at most."""
    sizes = np.bincount(records.of_list, minlength=len(records.lists))
    between, room = 0.0, 0.0
    for one, other in combinations(sizes.tolist(), 2):
        between, room = between + one * other, room + min(one, other)
    inside = [int(size) for name, size in zip(records.lists, sizes, strict=True) if name not in settings.once]
    within = sum(size * (size - 1) / 2 for size in inside)
    return Kind(between, room), Kind(within, min(sum(inside) / 2, within))


def fields_of(compared: Sequence[Comparison]) -> list[Field]:
    """What is known of the comparisons before the data has been heard."""
    places = {each.field: at for at, each in enumerate(compared)}
    return [
        Field(
            np.array([level.usual for level in each.levels]),
            np.array([level.chance for level in each.levels]),
            np.array([level.chance if level.tied is None else level.tied for level in each.levels]),
            places.get(each.after, -1),
            each.most,
        )
        for each in compared
    ]


def chosen_rules(
    records: Records, whole: float, settings: LinkSettings
) -> tuple[list[tuple[Rule, float]], tuple[str, ...]]:
    """The rules with how many pairs each chooses, within what may be compared; and what somebody should know of it.

    Raises InputError when even the sharpest rule chooses too many.
    """
    if whole <= min(settings.all_pairs, settings.most_pairs):
        return [(ALL_PAIRS, whole)], ()
    counted = [(rule, pairs_of(records, rule)) for rule in rules(records)]
    chosen: list[tuple[Rule, float]] = []
    cautions, total = [], 0.0
    for rule, pairs in counted:
        if total + pairs > settings.most_pairs:
            cautions.append(
                f"Pairs with {rule.says} were not compared: they are {pairs:,.0f}, and at most {settings.most_pairs:,} "
                "pairs are. People whom only this rule would find are missed."
            )
            continue
        chosen.append((rule, pairs))
        total += pairs
    if not total:
        fewest = min((pairs for _, pairs in counted if pairs), default=whole)
        place, most = ", ".join(records.lists), f"{settings.most_pairs:,}"
        raise InputError("link.too_many_pairs", place=place, pairs=f"{fewest:,.0f}", most=most)
    return chosen, tuple(cautions)


def pairs_of(records: Records, rule: Rule) -> float:
    """How many pairs a rule chooses, at most: those of one list that has each person once are counted too."""
    names = [*rule.columns, *([rule.one_of] if rule.one_of else [])]
    columns = {name: records.table.column(name).combine_chunks() for name in names}
    if rule.one_of:
        parents = pc.list_parent_indices(columns[rule.one_of])
        columns = {
            name: pc.list_flatten(column) if name == rule.one_of else column.take(parents)
            for name, column in columns.items()
        }
    table = pa.table(columns)
    for name in names:
        table = table.filter(table.column(name).is_valid())
    sizes = table.group_by(names).aggregate([([], "count_all")]).column("count_all").to_numpy().astype(np.float64)
    return float((sizes * (sizes - 1) / 2).sum())


def evidence_of(records: Records, found: pa.Table, once: frozenset[int], decisions: Sequence[Decision]) -> Evidence:
    """What speaks for whom, with what was decided."""
    number = {key: at for at, key in enumerate(records.keys)}
    probability: Floats = found.column("probability").to_numpy()
    return Evidence(
        len(records.keys),
        found.column("left").to_numpy(),
        found.column("right").to_numpy(),
        log_odds(probability),
        np.array(records.of_list, np.int64),
        once,
        standing(decisions, number),
    )


def _training(
    trained: Trained, prior: float, compared: Compared, chosen: Sequence[tuple[Rule, float]], whole: float,
    room: float,
) -> Training:  # fmt: skip
    levels = [
        LevelFound(each.field, level.says, float(m), float(u), float(weight))
        for each, ms, us, weights in zip(compared.comparisons, trained.m, trained.u, trained.weights(), strict=True)
        for level, m, u, weight in zip(each.levels, ms, us[0], weights[0], strict=True)
    ]
    return Training(
        prior, trained.rounds, trained.settled, int(compared.counts.sum()), int(whole),
        tuple((rule.says, int(pairs)) for rule, pairs in chosen), tuple(levels), room=room,
    )  # fmt: skip


def _silent(what: str, done: int, total: int | None) -> None:
    """Nobody is told."""

"""Lists of people → the same person found once, within and between lists."""

from collections.abc import Callable, Mapping, Sequence
from math import log2

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from palermo.engine import Spark
from palermo.errors import InputError
from palermo.link._blocking import Rule, all_pairs, chosen_rules, kinds_of
from palermo.link._decisions import Decision, standing
from palermo.link._evidence import Comparison, comparisons
from palermo.link._fields import NO_FIELDS, Fields
from palermo.link._linked import Linked
from palermo.link._persons import Evidence, Floats, lists_once, log_odds, persons
from palermo.link._records import SEPARATOR, Records, prepare
from palermo.link._report import LevelFound, Training, report_of
from palermo.link._settings import LinkSettings, unusable
from palermo.link._splink import Compared, compare
from palermo.link._totals import without_totals
from palermo.link._training import Field, Seen, Trained, probabilities, refined_prior, train
from palermo.link._words import require

Progress = Callable[[str, int, int | None], None]

LEAST_PROBABILITY = 1e-3
"""Pairs that are less likely one person are no pairs any more."""

FEWEST_FIELDS = 2
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
    tell = progress or (lambda *_: None)
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
    said = (*aside, *numbered_lists(records, decisions), *cautions)
    report = report_of(records, found, person, evidence, settings=settings, training=training, cautions=said)
    tell("Done", STEPS, STEPS)
    return Linked(tuple(tables.items()), records, found, person, evidence, settings, report, tuple(compared_fields))


def check_lists(tables: Mapping[str, pa.Table], settings: LinkSettings) -> None:
    """Raise InputError where nothing can be linked, SettingsError for a list that is not there."""
    for name in settings.once:
        if name not in tables:
            raise unusable("--once", f"There is no list {name}.", f"The lists are {', '.join(tables)}.")
    for name, table in tables.items():
        if not table.num_rows:
            hint = "Leave it out, or look whether it was exported whole."
            raise InputError("link.lists", place=name, reason="The list has no records.", hint=hint)
    if sum(table.num_rows for table in tables.values()) < 2 or (len(tables) == 1 and settings.once):
        hint = "Name another list, or leave out --once."
        raise InputError(
            "link.lists", place=", ".join(tables), reason="There are no two records to compare.", hint=hint
        )


def numbered_lists(records: Records, decisions: Sequence[Decision]) -> tuple[str, ...]:
    """What to know of lists whose records have no name of their own, where decisions hang on such names."""
    decided = {key.partition(SEPARATOR)[0] for each in decisions for key in each.pair}
    found = [name for name in records.lists if name in decided and "record" not in records.fields[name]]
    if not found:
        return ()
    return (
        f"Records of {', '.join(found)} are called by their number, so decisions go to other people when the list is "
        "sorted or shortened. Say which column names them: `record` in the file of fields.",
    )


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

"""Which pairs of records there are, and which of them are compared: those that have something in common."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from palermo.errors import InputError
from palermo.link._records import Records
from palermo.link._settings import LinkSettings
from palermo.link._training import Kind


@dataclass(frozen=True, slots=True)
class Rule:
    """Which pairs are compared: those that have the same in these columns.

    says: the rule in words. columns: what must be the same. one_of: a column of several values of which one must be.
    """

    says: str
    columns: tuple[str, ...]
    one_of: str = ""

    def sql(self) -> str:
        """The condition of a pair `l`, `r`."""
        names = (*self.columns, *((self.one_of,) if self.one_of else ()))
        return " and ".join(f"l.{name} = r.{name}" for name in names) or "1=1"


ALL_PAIRS = Rule("all pairs", ())


def rules(records: Records) -> list[Rule]:
    """The rules, from the sharpest on. Each finds people whom slips hide from the others."""
    has = set(records.has)
    found = [Rule(f"the same {role}", (f"identifier_{role}",)) for role in records.roles("identifier")]
    if has & {"given", "family"}:
        found.append(Rule("two names that sound the same, aliases included", (), "sound_pairs"))
    if "birth" in has:
        found.append(Rule("the same day of birth", ("birth_text",)))
        if has & {"given", "family"}:
            found.append(Rule("a name that sounds the same, and the same year of birth", ("birth_year",), "sounds"))
        elif "sex" in has:
            found.append(Rule("the same year of birth, sex and nationality", ("birth_year", "sex", "nationality")))
    for role in records.roles("place"):
        if has & {"given", "family"}:
            says = f"a name that sounds the same, and the same place ({role})"
            found.append(Rule(says, (f"place_{role}",), "sounds"))
    for role in records.roles("place"):
        if "birth" in has:
            found.append(Rule(f"the same year of birth and place ({role})", ("birth_year", f"place_{role}")))
    return found


def kinds_of(records: Records, settings: LinkSettings) -> tuple[Kind, Kind]:
    """The pairs between lists, and those within them: how many there are, and how many can be one person at most."""
    sizes = np.bincount(records.of_list, minlength=len(records.lists))
    between, room = 0.0, 0.0
    for one, other in combinations(sizes.tolist(), 2):
        between, room = between + one * other, room + min(one, other)
    inside = [int(size) for name, size in zip(records.lists, sizes, strict=True) if name not in settings.once]
    within = sum(size * (size - 1) / 2 for size in inside)
    return Kind(between, room), Kind(within, min(sum(inside) / 2, within))


def all_pairs(records: Records, settings: LinkSettings) -> float:
    """How many pairs there are that may be of one person."""
    return sum(kind.pairs for kind in kinds_of(records, settings))


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

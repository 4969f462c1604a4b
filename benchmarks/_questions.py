"""Thousands of different questions about the CTDC synthetic table of 2021, each for the hub and as SQL for its peer."""

import random
from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlencode

TABLE = "cases"
K = 10
"""Of the release: fewer cases than that are not told."""
SINGLE = {
    "year_of_registration": "yearOfRegistration",
    "gender": "gender",
    "age_band": "ageBroad",
    "majority_at_exploitation": "majorityStatusAtExploit",
    "citizenship": "citizenship",
    "country_of_exploitation": "CountryOfExploitation",
}
"""Our columns with one value a case, and theirs."""

FLAGS = {
    "means_of_control": {
        "debt_bondage": "meansOfControlDebtBondage",
        "takes_earnings": "meansOfControlTakesEarnings",
        "threats": "meansOfControlThreats",
        "psychological_abuse": "meansOfControlPsychologicalAbuse",
        "physical_abuse": "meansOfControlPhysicalAbuse",
        "sexual_abuse": "meansOfControlSexualAbuse",
        "false_promises": "meansOfControlFalsePromises",
        "psychoactive_substances": "meansOfControlPsychoactiveSubstances",
        "restricts_movement": "meansOfControlRestrictsMovement",
        "excessive_working_hours": "meansOfControlExcessiveWorkingHours",
        "withholds_documents": "meansOfControlWithholdsDocuments",
    },
    "forms_of_exploitation": {"labour": "isForcedLabour", "sexual": "isSexualExploit"},
    "labour_sectors": {
        "agriculture": "typeOfLabourAgriculture",
        "construction": "typeOfLabourConstruction",
        "domestic_work": "typeOfLabourDomesticWork",
        "hospitality": "typeOfLabourHospitality",
    },
    "recruiter_relationship": {
        "intimate_partner": "recruiterRelationIntimatePartner",
        "friend": "recruiterRelationFriend",
        "family": "recruiterRelationFamily",
        "other": "recruiterRelationOther",
    },
}
"""Our set columns, and the flag that each of their codes is in the table."""

CODES = {
    "gender": {"woman": "Female", "man": "Male", "trans_or_non_conforming": "Transgender/NonConforming"},
    "age_band": {
        "0-8": "0--8",
        "9-17": "09--17",
        "18-20": "18--20",
        "21-23": "21--23",
        "24-26": "24--26",
        "27-29": "27--29",
        "30-38": "30--38",
        "39-47": "39--47",
        "48+": "48+",
    },
    "majority_at_exploitation": {"minor": "Minor", "adult": "Adult"},
}
"""Our codes and what the table has for them, where these differ."""

COUNTRIES = 30
"""How many of the commonest countries conditions name."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on a column of ours. ours, theirs: as the hub takes it, and in SQL."""

    column: str
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One question. where: conditions that must all hold."""

    by: tuple[str, ...]
    where: tuple[Condition, ...]

    @property
    def ours(self):
        """Its address at the hub."""
        fields = [("by", name) for name in self.by] + [("where", each.ours) for each in self.where]
        return f"/api/v1/aggregate?{urlencode(fields)}"

    @property
    def theirs(self):
        """Its address at Datasette, which is given SQL."""
        return f"/{TABLE}.json?{urlencode({'sql': self.sql, '_shape': 'array'})}"

    @property
    def sql(self):
        """The same grouped counts: of the cases with a value in every column asked by."""
        names = [SINGLE[name] for name in self.by]
        conditions = [*(f"{name} is not null" for name in names), *(each.theirs for each in self.where)]
        groups = ", ".join(names)
        return f"select {groups}, count(*) as n from {TABLE} where {' and '.join(conditions)} group by {groups}"  # noqa: S608


def questions(rows, count, seed=2026):
    """So many different questions, in an order of chance: one or two columns, none to two conditions.

    rows: the table itself, for its years and commonest countries; the names of its columns first. Conditions are a
    code, any of two codes, or years from one to another; each kind is as likely as the others on its column.
    """
    dice = random.Random(seed)  # noqa: S311
    codes = _codes(rows)
    found = {}
    while len(found) < count:
        by = tuple(dice.sample(list(SINGLE), dice.choice((1, 2, 2))))
        free = [name for name in (*SINGLE, *FLAGS) if name not in by]
        where = tuple(_condition(dice, name, codes) for name in dice.sample(free, dice.choice((0, 1, 1, 1, 2, 2))))
        found.setdefault((frozenset(by), frozenset(where)), Asked(by, where))
    made = list(found.values())
    dice.shuffle(made)  # the fewer conditions, the sooner all questions with so many are there
    return made


def _codes(rows):
    """Codes for conditions by our columns: all of short lists, the commonest countries, the years."""
    rows = iter(rows)
    header = next(rows)
    counted = {name: Counter() for name in ("citizenship", "country_of_exploitation", "year_of_registration")}
    places = {name: header.index(SINGLE[name]) for name in counted}
    for row in rows:
        for name, place in places.items():
            counted[name][row[place]] += 1
    found = {name: list(codes) for name, codes in (*CODES.items(), *FLAGS.items())}
    for name, each in counted.items():
        del each[""]
        found[name] = sorted(code for code, _ in each.most_common(COUNTRIES))
    return found


def _condition(dice, name, codes):
    if name == "year_of_registration" and dice.random() < 1 / 2:
        first, last = sorted(dice.sample(codes[name], 2))
        return Condition(name, f"{name}={first}..{last}", f"{SINGLE[name]} between '{first}' and '{last}'")
    chosen = sorted(dice.sample(codes[name], dice.choice((1, 1, 2))))
    if name in FLAGS:
        theirs = " or ".join(f"{FLAGS[name][code]} = '1'" for code in chosen)
        return Condition(name, f"{name}={'|'.join(chosen)}", f"({theirs})")
    texts = [CODES.get(name, {}).get(code, code) for code in chosen]
    theirs = f"= '{texts[0]}'" if len(texts) == 1 else "in (" + ", ".join(f"'{text}'" for text in texts) + ")"
    return Condition(name, f"{name}={'|'.join(chosen)}", f"{SINGLE[name]} {theirs}")


def agree(asked, ours, theirs):
    """Whether both answers say the same: every count that we show, and nothing withheld that is not small.

    ours, theirs: the answers, read. Broader codes, which only we have, are left out.
    """
    names = {name: {theirs: ours for ours, theirs in CODES.get(name, {}).items()} for name in asked.by}
    told = {}
    for row in theirs:
        codes = tuple(names[name].get(str(row[SINGLE[name]]), str(row[SINGLE[name]])) for name in asked.by)
        told[codes] = row["n"]
    shown = {tuple(part["code"] for part in row["by"]): row["n"] for row in ours["rows"]}
    if told.keys() != shown.keys():
        return False
    withheld = sorted(told[codes] for codes, n in shown.items() if n is None)
    seen = [n for n in shown.values() if n is not None]
    same = all(told[codes] == n for codes, n in shown.items() if n is not None)
    return same and min(seen, default=K) >= K and for_a_reason(withheld, seen)


def for_a_reason(withheld, shown):
    """Whether numbers are withheld only as far as they must be.

    Those of fewer than k cases, and the next smallest ones as long as the sum of what is withheld, which the shown ones
    tell, would tell one of them. withheld: ascending.
    """
    if not withheld or withheld[-1] < K:
        return True
    *rest, largest = withheld
    if not rest or rest[0] >= K or largest > min(shown, default=largest):
        return False
    all_alike = rest[-1] < K and sum(rest) in (len(rest), len(rest) * (K - 1))  # all are 1, or all are K - 1
    return len(rest) < 2 or sum(rest) < K or all_alike

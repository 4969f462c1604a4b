"""Invented people who share few names, in two lists with gaps and slips: who is who is known.

A given name tells the sex, as names do, and with `tied` the family name tells the nationality.
"""

import random  # invented people need no secrets
from datetime import date, timedelta

import pyarrow as pa

CONSONANTS = "b d f g h k l m n r s t z sh kh j".split()
NATIONS = "SYR UKR NGA VNM GHA PHL IRQ UZB".split()


def few_names(
    seed: int, *, records: int = 300, given: int = 20, family: int = 24, share: float = 0.2, inside: float = 0.0,
    tied: float = 0.0,
) -> tuple[dict[str, pa.Table], dict[str, list[int]]]:  # fmt: skip
    """Two lists of so many records, of which a share is of people in both; and whom each row is."""
    random_ = random.Random(seed)  # noqa: S311
    givens, families = _words(random_, given), _words(random_, family)
    sex = {name: "fm"[at % 2] for at, name in enumerate(givens)}
    nation = {name: random_.choice(NATIONS) for name in families}
    both = int(records * share)
    people = []
    for _ in range(2 * records - both):
        first, last = random_.choice(givens), random_.choice(families)
        people.append({
            "given": first, "family": last, "birth_date": date(1970, 1, 2) + timedelta(random_.randrange(13_000)),
            "sex": sex[first], "nationality": nation[last] if random_.random() < tied else random_.choice(NATIONS),
        })  # fmt: skip
    tables, who = {}, {}
    for name, start in (("north", 0), ("south", records - both)):
        members = list(range(start, start + records))
        members += [each for each in members if random_.random() < inside]
        random_.shuffle(members)
        tables[name] = pa.Table.from_pylist([_written(people[each], random_) for each in members])
        who[name] = members
    return tables, who


def _words(random_: random.Random, number: int) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < number:
        found["".join(random_.choice(CONSONANTS) + random_.choice("aeiou") for _ in range(random_.randint(2, 4)))] = (
            None
        )
    return list(found)


def _written(person: dict, random_: random.Random) -> dict[str, str]:
    """The person as somebody wrote her down."""
    told = dict(person)
    for field in ("given", "family"):
        if random_.random() < 0.12:
            at = random_.randrange(1, len(told[field]))
            told[field] = told[field][:at] + told[field][at + 1 :]
    if random_.random() < 0.06:
        told["given"], told["family"] = told["family"], told["given"]
    if random_.random() < 0.06:
        told["birth_date"] += timedelta(random_.choice((1, -1, 10, 31, 365)))
    known = random_.random()
    day = told["birth_date"].isoformat()
    told["birth_date"] = "" if known < 0.15 else day[:4] if known < 0.25 else day
    told["sex"] = "" if random_.random() < 0.07 else told["sex"]
    told["nationality"] = "" if random_.random() < 0.15 else told["nationality"]
    return told

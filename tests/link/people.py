"""Invented people in several lists, with the slips that real lists have: who is who is known."""

import random  # invented people need no secrets

import pyarrow as pa

GIVEN = """
amina fatoumata mariam rosa lina grace maria elena irina natalia sofia ana carmen thuy linh mai chen xiu
priya anita sunita rekha blessing joy mercy faith hope ngozi amara zainab khadija yasmin leila nadia olga
tatiana svetlana daria gabriela camila valeria lucia paola mohammed ahmed yusuf ibrahim ali hassan samuel
daniel david john peter paul ivan sergei dmitri andrei minh hung wei jun raj anil suresh kofi kwame emeka
chidi tunde
""".split()
FAMILY = """diallo toure keita traore camara sow haddad mansour khalil nasser cruz santos reyes garcia lopez martinez
rodriguez fernandez popescu ionescu dumitru ivanova petrova sokolova nguyen tran pham wang zhang liu sharma thapa rai
gurung okafor adeyemi balogun eze osei mensah boateng abebe tesfaye bekele kamau otieno mwangi silva souza costa
fischer novak kovacs horvath marku hoxha""".split()
TOWNS = "lagos benin hanoi manila kathmandu dhaka bucharest sofia tirana chisinau kyiv accra addis nairobi lima".split()
NATIONS = "NGA VNM PHL NPL BGD ROU BGR ALB MDA UKR GHA ETH KEN PER".split()


def person(random_: random.Random) -> dict[str, str]:
    return {
        "given name": random_.choice(GIVEN),
        "surname": random_.choice(FAMILY),
        "date of birth": f"{random_.randint(1960, 2008)}-{random_.randint(1, 12):02}-{random_.randint(2, 28):02}",
        "sex": random_.choice("fm"),
        "nationality": random_.choice(NATIONS),
        "place of birth": random_.choice(TOWNS),
    }


def slipped(one: dict[str, str], random_: random.Random) -> dict[str, str]:
    """The person as somebody else wrote her down."""
    told = dict(one)
    if random_.random() < 0.25:
        name = told["surname"]
        at = random_.randrange(len(name) - 1)
        told["surname"] = name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    if random_.random() < 0.1:
        told["given name"], told["surname"] = told["surname"], told["given name"]
    if random_.random() < 0.2:
        told["date of birth"] = told["date of birth"][:4]
    for field in ("nationality", "place of birth"):
        if random_.random() < 0.15:
            told[field] = ""
    return told


def lists(people: int = 300, seed: int = 1, share: float = 0.5) -> tuple[dict[str, pa.Table], dict[str, list[int]]]:
    """Two lists, `north` and `south`, and whom each row is."""
    random_ = random.Random(seed)  # noqa: S311
    everybody = [person(random_) for _ in range(people)]
    tables, who = {}, {}
    for name in ("north", "south"):
        who[name] = sorted(random_.sample(range(people), int(people * share)))
        rows = [slipped(everybody[at], random_) if name == "south" else everybody[at] for at in who[name]]
        tables[name] = pa.Table.from_pylist(rows)
    return tables, who


def judged(linked, who) -> tuple[float, float]:
    """Precision and recall of linked pairs, against who is who."""
    truth = [person for each in linked.records.lists for person in who[each]]
    sizes: dict[tuple[int, int], int] = {}
    for found, true in zip(linked.persons.tolist(), truth, strict=True):
        sizes[found, true] = sizes.get((found, true), 0) + 1

    def pairs(counts):
        return sum(n * (n - 1) // 2 for n in counts)

    def grouped(at):
        totals: dict[int, int] = {}
        for key, n in sizes.items():
            totals[key[at]] = totals.get(key[at], 0) + n
        return pairs(totals.values())

    right = pairs(sizes.values())
    return right / max(grouped(0), 1), right / max(grouped(1), 1)

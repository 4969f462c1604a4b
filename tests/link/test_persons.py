"""From pairs to persons, to draws and to capture histories: against plain enumerations, decisions included."""

import itertools
from collections import Counter

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.link.people import lists

from palermo.errors import InputError
from palermo.link import Decision, LinkSettings, Verdict, capture_histories, link, read_decisions, write_decisions
from palermo.link._decisions import Standing, standing
from palermo.link._draws import draw_persons
from palermo.link._persons import NEVER_COMPARED, Evidence, log_odds, persons
from palermo.link._training import Field, Kind, Seen, train
from palermo.link._untraced import join_untraced, share_untraced

NOTHING = Standing((), (), (), ())


def evidence(records, pairs, *, of_list=None, once=(), decided=NOTHING):
    """pairs: {(left, right): probability}."""
    ends = np.array(sorted(pairs), np.int64).reshape(-1, 2)
    odds = log_odds(np.array([pairs[each] for each in sorted(pairs)], float))
    of = np.zeros(records, np.int64) if of_list is None else np.array(of_list, np.int64)
    return Evidence(records, ends[:, 0], ends[:, 1], odds, of, frozenset(once), decided)


def partitions(items):
    """Every partition of some items."""
    if not items:
        yield []
        return
    first, *rest = items
    for smaller in partitions(rest):
        for at in range(len(smaller)):
            yield [*smaller[:at], [first, *smaller[at]], *smaller[at + 1 :]]
        yield [[first], *smaller]


def exact(found):
    """How likely each partition is, by enumeration: twice the log odds of a group's pairs over its size, summed."""
    links = found.links()
    weights = {}
    for partition in partitions(list(range(found.records))):
        total = 0.0
        for group in partition:
            pairs = [links.get((min(a, b), max(a, b)), NEVER_COMPARED) for a, b in itertools.combinations(group, 2)]
            total += 2 * sum(pairs) / len(group)
        weights[frozenset(map(frozenset, partition))] = np.exp(total)
    whole = sum(weights.values())
    return {partition: weight / whole for partition, weight in weights.items()}


def as_partition(person):
    return frozenset(frozenset(np.flatnonzero(person == each).tolist()) for each in set(person.tolist()))


@pytest.mark.parametrize(
    "pairs",
    [
        {(0, 1): 0.3},
        {(0, 1): 0.6, (1, 2): 0.6},
        {(0, 1): 0.9, (1, 2): 0.7, (0, 2): 0.4, (2, 3): 0.5},
    ],
)
def test_draws_are_as_frequent_as_partitions_are_likely(pairs):
    found = evidence(4, pairs)
    truth = exact(found)
    draws = 4_000
    seen: dict[frozenset, int] = {}
    for person in draw_persons(found, draws=draws, seed=1):
        seen[as_partition(person)] = seen.get(as_partition(person), 0) + 1
    for partition, share in truth.items():
        assert abs(seen.get(partition, 0) / draws - share) < 0.03, partition


GRAPHS = st.dictionaries(
    st.tuples(st.integers(0, 6), st.integers(0, 6)).filter(lambda each: each[0] < each[1]),
    st.floats(0.001, 0.999),
    max_size=12,
)
PAIRS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)).filter(lambda each: each[0] != each[1]), max_size=5)


@given(pairs=GRAPHS, same=PAIRS, different=PAIRS, of_list=st.lists(st.integers(0, 2), min_size=7, max_size=7))
@settings(max_examples=60)
def test_decisions_and_lists_that_have_each_person_once_always_hold(pairs, same, different, of_list):
    keys = {f"l:{at}": at for at in range(7)}
    said = [(pair, Verdict.SAME) for pair in same] + [(pair, Verdict.DIFFERENT) for pair in different]
    decisions = [
        Decision(f"2026-01-{day:02}", f"l:{a}", f"l:{b}", verdict, "A") for day, ((a, b), verdict) in enumerate(said, 1)
    ]
    stands = standing(decisions, keys)
    assert not set(stands.same) & set(stands.different)
    found = evidence(7, pairs, of_list=of_list, once=[0], decided=stands)
    together = [persons(found, threshold=0.5), *draw_persons(found, draws=3, seed=2)]
    groups = np.arange(7)
    for one, other in stands.same:
        groups[groups == groups[one]] = groups[other]
    for person in together:
        assert all(person[one] == person[other] for one, other in stands.same)
        assert all(person[one] != person[other] for one, other in stands.different)
        for one, other in itertools.combinations(range(7), 2):
            if of_list[one] == of_list[other] == 0 and person[one] == person[other]:
                assert any(of_list[a] == of_list[b] == 0 and groups[a] == groups[b] for a, b in
                           itertools.combinations(np.flatnonzero(person == person[one]).tolist(), 2))  # fmt: skip


def test_a_chain_of_weak_links_is_cut_and_strong_ones_hold():
    weak = persons(evidence(3, {(0, 1): 0.93, (1, 2): 0.92}), threshold=0.9)
    assert weak.tolist() == [0, 0, 1]
    strong = persons(evidence(3, {(0, 1): 1 - 1e-8, (1, 2): 1 - 1e-8}), threshold=0.9)
    assert strong.tolist() == [0, 0, 0]


def test_of_decisions_that_contradict_each_other_the_later_stands_and_the_other_is_reported():
    keys = {"a:1": 0, "a:2": 1, "a:3": 2}
    first = Decision("2026-01-01", "a:1", "a:3", Verdict.DIFFERENT, "A")
    later = [
        Decision("2026-02-01", "a:1", "a:2", Verdict.SAME, "B"),
        Decision("2026-02-02", "a:2", "a:3", Verdict.SAME, "B"),
    ]
    found = standing([first, *later], keys)
    assert set(found.same) == {(0, 1), (1, 2)}
    assert not found.different
    assert [each.decision for each in found.contradictions] == [first]
    assert set(found.contradictions[0].against) == set(later)
    changed = standing([Decision("2026-01-01", "a:1", "a:2", Verdict.SAME, "A"),
                        Decision("2026-01-01", "a:2", "a:1", Verdict.DIFFERENT, "A")], keys)  # fmt: skip
    assert changed.different == ((0, 1),)
    assert not changed.same
    assert standing([Decision("2026-01-01", "a:1", "b:9", Verdict.SAME, "A")], keys).unknown


def test_decisions_come_back_from_their_file_in_the_order_they_were_made(tmp_path):
    made = [
        Decision("2026-01-02", "b:1", "a:1", Verdict.SAME, "A. B."),
        Decision("2026-01-01", "a:2", "b:7", Verdict.DIFFERENT, "C"),
        Decision("2026-01-02", "a:1", "b:1", Verdict.DIFFERENT, "A. B."),
    ]
    write_decisions(made, tmp_path / "decisions.csv")
    assert read_decisions(tmp_path / "decisions.csv") == (made[1], made[0], made[2])


@pytest.mark.parametrize(
    "row",
    ["a:1,b:1,perhaps,A,2026-01-01", "a:1,b:1,same,,2026-01-01", "a:1,b:1,same,A,today", "a:1,a:1,same,A,2026-01-01"],
)
def test_a_decision_that_nobody_can_stand_by_is_refused_with_its_row(tmp_path, row):
    path = tmp_path / "decisions.csv"
    path.write_text(f"left,right,verdict,by,on\n{row}\n", encoding="utf-8")
    with pytest.raises(InputError) as error:
        read_decisions(path)
    assert "row 2" in error.value.place


@pytest.fixture(scope="module")
def linked():
    return link(lists(people=120, seed=5)[0], settings=LinkSettings(once=("north", "south")))


def test_capture_histories_count_every_person_once(linked):
    table = capture_histories(linked)
    assert table.column_names == ["north", "south", "count"]
    assert sum(table.column("count").to_pylist()) == linked.report.persons
    both = sum(row["count"] for row in table.to_pylist() if row["north"] and row["south"])
    assert both == linked.report.overlaps[0].persons


def test_draws_of_capture_histories_are_tables_of_the_same_rows(linked):
    table = capture_histories(linked, draws=20, untraced=False)
    assert table.column_names == ["draw", "north", "south", "count"]
    rows = table.to_pylist()
    for draw in range(1, 21):
        mine = [row for row in rows if row["draw"] == draw]
        assert len(mine) == len(rows) // 20
        assert sum(row["count"] * (row["north"] + row["south"]) for row in mine) == 120
    assert table.equals(capture_histories(linked, draws=20, untraced=False))
    both = [row["count"] for row in rows if row["north"] and row["south"]]
    assert abs(np.mean(both) - linked.report.overlaps[0].expected) < 2


def test_draws_join_some_people_more_for_links_that_left_no_trace(linked):
    """The same records, fewer people: as many more in both lists as the model may have missed without knowing."""
    plain = capture_histories(linked, draws=400, untraced=False).to_pylist()
    table = capture_histories(linked, draws=400)
    assert table.equals(capture_histories(linked, draws=400))
    rows = table.to_pylist()
    both = [sum(row["count"] for row in each if row["north"] and row["south"]) for each in (plain, rows)]
    most = share_untraced(linked.report.threshold.recall)
    assert both[1] / both[0] == pytest.approx(1 + most / 2, rel=0.03)
    for draw in (1, 400):
        assert sum(row["count"] * (row["north"] + row["south"]) for row in rows if row["draw"] == draw) == 120


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(st.integers(1, 15), st.integers(1, 400), min_size=1),
    st.floats(0, 0.6),
    st.integers(0, 2**32 - 1),
)
def test_joining_people_keeps_every_list_as_long_as_it_is(counts, share, seed):
    joined = join_untraced(Counter(counts), share, np.random.default_rng(seed))
    for number in range(4):
        sizes = [sum(n for history, n in each.items() if history >> number & 1) for each in (counts, joined)]
        assert sizes[0] == sizes[1]
    assert sum(joined.values()) <= sum(counts.values())
    assert min(joined.values()) > 0


def test_each_two_lists_get_their_share_more_in_common():
    counts = Counter({1: 900, 2: 800, 4: 700, 3: 200, 5: 150, 6: 100, 7: 50})
    random = np.random.default_rng(1)
    for one, other in ((0, 1), (0, 2), (1, 2)):
        before = sum(n for history, n in counts.items() if history >> one & history >> other & 1)
        after = [
            sum(n for history, n in join_untraced(counts, 0.2, random).items() if history >> one & history >> other & 1)
            for _ in range(200)
        ]
        assert np.mean(after) / before == pytest.approx(1.2, abs=0.04)


def test_lists_are_chosen_put_together_and_taken_from_a_column():
    table = pa.table({
        "name": ["Ana Diaz", "Ana Diaz", "Luz Rey", "Eva Sol"],
        "dob": ["1999-03-05", "1999-03-05", "2001-07-09", "1990-02-03"],
        "contributor": ["police", "ngo", "court", "police"],
    })  # fmt: skip
    linked = link({"all": table})
    rows = capture_histories(linked, column="contributor").to_pylist()
    assert {"police": 1, "ngo": 1, "court": 0, "count": 1} in rows
    rows = capture_histories(linked, {"state": ["police", "court"], "ngo": ["ngo"]}, column="contributor").to_pylist()
    assert rows == [{"state": 1, "ngo": 0, "count": 2}, {"state": 1, "ngo": 1, "count": 1}]
    for wrong in (
        {"x": ["police"]},
        {"x": ["police"], "y": ["east"]},
        {"x": ["police"], "y": ["police"]},
        {"count": ["ngo"]},
    ):
        with pytest.raises(InputError):
            capture_histories(linked, wrong, column="contributor")


def test_training_finds_the_shares_that_the_pairs_were_made_with():
    random_ = np.random.default_rng(0)
    m, u = [np.array([0.9, 0.1]), np.array([0.8, 0.2])], [np.array([0.05, 0.95]), np.array([0.1, 0.9])]
    number, true = 200_000, 2_000
    columns = [
        np.concatenate([random_.choice(2, true, p=a), random_.choice(2, number - true, p=b)])
        for a, b in zip(m, u, strict=True)
    ]
    third = np.concatenate([random_.choice(2, true, p=[0.95, 0.05]), random_.choice(2, number - true, p=[0.02, 0.98])])
    patterns, counts = np.unique(np.stack([*columns, third], axis=1), axis=0, return_counts=True)
    fields = [Field(np.array([0.7, 0.3]), np.array([0.1, 0.9]), np.array([0.1, 0.9]))] * 3
    kinds, kind = (Kind(number, 5_000), Kind(0, 0)), np.zeros(len(counts), np.int64)
    seen = Seen(patterns, kind, counts.astype(float), patterns, counts.astype(float), kinds, number)
    found = train(seen, fields)
    assert found.settled
    assert abs(found.priors[0] - true / number) < 0.003
    assert abs(found.m[0][0] - 0.9) < 0.04
    assert abs(found.u[1][0, 0] - 0.1) < 0.01


def test_there_are_no_more_true_pairs_than_there_is_room_for():
    """Half of all pairs agree in everything, as men and women would: that is not half of all pairs one person."""
    patterns, counts = np.array([[0, 0], [1, 1]]), np.array([5_000.0, 5_000.0])
    fields = [Field(np.array([0.9, 0.1]), np.array([0.3, 0.7]), np.array([0.3, 0.7]))] * 2
    seen = Seen(patterns, np.zeros(2, np.int64), counts, patterns, counts, (Kind(10_000, 100), Kind(0, 0)), 10_000)
    assert train(seen, fields).priors[0] <= 0.01


def test_fields_that_hang_together_do_not_count_twice():
    """Who has the same given name has the same sex, always: so that the sex then says nothing."""
    patterns, counts = np.array([[0, 0], [1, 0], [1, 1]]), np.array([1_000.0, 9_000.0, 9_000.0])
    name = Field(np.array([0.9, 0.1]), np.array([0.1, 0.9]), np.array([0.1, 0.9]))
    sex = Field(np.array([0.95, 0.05]), np.array([0.5, 0.5]), np.array([0.9, 0.1]), after=0)
    kinds = (Kind(19_000, 100), Kind(0, 0))
    weights = train(
        Seen(patterns, np.zeros(3, np.int64), counts, patterns, counts, kinds, 19_000), [name, sex]
    ).weights()
    assert abs(weights[1][1, 0]) < 0.1
    assert weights[1][2, 0] > 0.7

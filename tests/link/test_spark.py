"""Linking on Spark finds what this machine finds."""

import pytest
from tests.link.people import judged, lists

from palermo.engine import spark
from palermo.link import LinkSettings, link

FEW = "--conf spark.sql.shuffle.partitions=2 --conf spark.default.parallelism=2 pyspark-shell"
"""Parts into which little data is cut: 200 of them would take minutes."""


@pytest.fixture(scope="module")
def cluster(java):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_SUBMIT_ARGS", FEW)
        with spark("local-cluster[2,1,1024]") as engine:
            yield engine


def test_the_same_pairs_and_persons_are_found_on_a_cluster(cluster):
    tables, who = lists(people=40, seed=7)
    tables = {name: table.select(["given name", "surname", "date of birth"]) for name, table in tables.items()}
    settings = LinkSettings(once=("north", "south"))
    here, there = link(tables, settings=settings), link(tables, settings=settings, engine=cluster)
    assert there.persons.tolist() == here.persons.tolist()
    columns = ["left", "right", *(name for name in here.pairs.column_names if name.startswith("level_"))]
    sure = {
        tuple(row[name] for name in columns) for row in here.pairs.to_pylist() if row["probability"] > 0.01
    }  # fmt: skip
    assert sure <= {tuple(row[name] for name in columns) for row in there.pairs.to_pylist()}
    assert judged(there, who) == judged(here, who)

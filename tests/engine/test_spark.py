"""A real cluster on this machine, of two workers in processes of their own: it gives what this machine alone gives.

Kernels that are made inside a test travel to the workers whole: these do not know the tests.
"""

import os
from functools import partial

import numpy as np
import pytest
from tests.protect.synthesis.invented import RANGES, VALUES, invented

from palermo.cases import case_parts, write_cases
from palermo.engine import Local, require_spark, spark
from palermo.engine._failed import failed
from palermo.engine._spark import BLOCK
from palermo.errors import InputError, ProtectionError, SettingsError
from palermo.protect.privacy import domain_of, members
from palermo.protect.synthesis import SynthesisSettings, synthesise, synthesise_parts
from palermo.protect.synthesis._intervals import SimulatedNoise
from palermo.protect.synthesis._kinds import count_reasons
from palermo.protect.synthesis._parts import reasons_in, weighed_in
from palermo.protect.synthesis._weigh import Query, weigh

SIZES = (700, 0, 401, 1)


@pytest.fixture(scope="module")
def cluster(java):
    with spark("local-cluster[2,1,1024]") as engine:
        yield engine


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    """Files of a case table, one of them empty."""
    folder = tmp_path_factory.mktemp("parts")
    whole, start = invented(sum(SIZES)), 0
    for number, size in enumerate(SIZES):
        table = whole.data.slice(start, size)
        write_cases(type(whole)(whole.columns, table), folder / f"{number}.parquet")
        start += size
    return case_parts(folder)


@pytest.fixture(scope="module")
def whole():
    return invented(sum(SIZES))


@pytest.fixture(scope="module")
def domain(whole):
    return domain_of(whole.columns, values=VALUES, ranges=RANGES)


def test_there_are_two_workers(cluster):
    def kernel(part):
        import os

        import numpy

        return (numpy.where(numpy.arange(8) == part, os.getppid(), 0),)

    (parents,) = cluster.sum_over(range(8), kernel)
    assert len(set(parents.tolist())) == 2
    assert os.getpid() not in parents


def test_sums_of_every_shape_are_those_of_this_machine(cluster):
    import numpy

    def kernel(part):
        return (
            numpy.arange(2 * 131_072 + 5) * part,
            numpy.full((2, 3, 4), part),
            numpy.empty((0, 3), numpy.int64),
            numpy.array(part),
            numpy.array([2**60 + part]),
        )

    assert BLOCK == 131_072
    found = cluster.sum_over(range(1, 8), kernel)
    for one, other in zip(found, Local().sum_over(range(1, 8), kernel), strict=True):
        assert (one.dtype, one.shape) == (np.int64, other.shape)
        assert (one == other).all()


def test_nothing_has_no_sum(cluster):
    with pytest.raises(ValueError, match="no parts"):
        cluster.sum_over([], partial(np.zeros, 3))


def test_counts_of_every_length_are_those_of_the_whole_table(cluster, parts, whole, domain):
    held = members(whole, domain)
    random = np.random.default_rng(3)
    for length in range(4):
        weights = random.integers(1, 257, domain.slots + 1)
        kept = np.full(len(domain), -1, np.int32)
        chosen = np.unique(held.items)[::2]
        kept[chosen] = np.arange(len(chosen))
        query = Query(length, weights, kept)
        (found,) = cluster.sum_over(parts.parts, partial(weighed_in, domain=domain, query=query))
        assert found.sum() > 0
        assert (found == weigh(held, query)).all()


def test_reasons_are_those_of_the_whole_table(cluster, parts, whole, domain):
    reasons, (rows, known) = cluster.sum_over(parts.parts, partial(reasons_in, domain=domain))
    assert (reasons == count_reasons(whole, domain)).all()
    assert (rows, known) == (whole.num_rows, len(members(whole, domain).items))


def test_the_same_noise_makes_the_same_cases(cluster, parts, whole):
    settings = SynthesisSettings(4.0, 1e-5, sweeps=4)
    known = {"settings": settings, "values": VALUES, "ranges": RANGES, "seed": 3}
    alone = synthesise(whole, noise=SimulatedNoise(1), **known)
    made = synthesise_parts(parts, engine=cluster, noise=SimulatedNoise(1), **known)
    assert made.cases.data.equals(alone.cases.data)
    assert made.report == alone.report


def test_what_a_worker_refuses_arrives_as_it_was_raised_and_before_noise(cluster, parts):
    def noise(*_arguments, **_settings):
        raise AssertionError("noise was drawn")

    with pytest.raises(ProtectionError) as caught:
        synthesise_parts(
            parts,
            engine=cluster,
            settings=SynthesisSettings(4.0, 1e-5),
            values={"contributor": ("Hope",)},
            ranges=RANGES,
            noise=noise,
        )
    assert (caught.value.key, caught.value.place) == ("privacy.outside_domain", "contributor")


def test_of_several_refusals_the_same_one_arrives_whatever_the_order(cluster):
    def kernel(part):
        from palermo.errors import InputError

        if part > 2:
            raise InputError("file.damaged", place=f"{part}.parquet", reason="…")
        return ()

    for order in (range(8), range(7, -1, -1)):
        with pytest.raises(InputError) as caught:
            cluster.sum_over(order, kernel)
        assert (caught.value.place, caught.value.details) == ("3.parquet", {"reason": "…"})


def test_a_bug_is_not_hidden_and_a_library_that_workers_lack_is_named(cluster):
    from py4j.protocol import Py4JJavaError

    def broken(part):
        return part.no_such_thing

    def lacking(part):
        import no_such_library

        return no_such_library.count(part)

    with pytest.raises(Py4JJavaError, match="no_such_thing"):
        cluster.sum_over([1], broken)
    with pytest.raises(SettingsError, match="No module named 'no_such_library'") as caught:
        cluster.sum_over([1], lacking)
    assert caught.value.key == "engine.failed"


def test_an_address_where_nobody_answers_is_told_in_words_of_ours():
    """As Spark ends when its master does not answer for a minute: too long to wait for in every run of the tests."""
    told = failed(OSError('Cannot invoke "org.apache.spark.SparkEnv.conf()" because "env" is null'))
    assert told.details == {"reason": "no cluster answers at this address, or it went away."}


@pytest.mark.parametrize("master", ["", "localhost:7077", "local[two]", "spark://", "http://host"])
def test_what_is_no_address_is_refused_before_java_starts(master):
    with pytest.raises(SettingsError) as caught, spark(master):
        pass
    assert caught.value.place == "--master"


def test_missing_libraries_are_told_before_any_work(monkeypatch, tmp_path):
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(SettingsError) as caught:
        require_spark("local[1]")
    assert caught.value.key == "engine.no_java"
    monkeypatch.setattr("palermo.engine._spark.find_spec", lambda _name: None)
    with pytest.raises(SettingsError) as caught:
        require_spark("local[1]")
    assert caught.value.key == "engine.no_pyspark"

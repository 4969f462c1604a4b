"""Cases that stay where they are: an engine counts them part by part, and what is made is made from the sums."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import numpy as np

from palermo.cases import CasePart, CaseParts, read_part
from palermo.engine import Engine
from palermo.errors import InputError, ProtectionError
from palermo.protect.counting import Ints
from palermo.protect.privacy import Domain, Noise, check_domain, domain_of, members, require_library
from palermo.protect.synthesis._kinds import count_reasons
from palermo.protect.synthesis._settings import Progress, SynthesisSettings
from palermo.protect.synthesis._synthesise import Synthesised, check_size, synthesise_counts
from palermo.protect.synthesis._weigh import Query, weigh


def synthesise_parts(
    cases: CaseParts,
    *,
    engine: Engine,
    settings: SynthesisSettings,
    columns: Sequence[str] = (),
    values: Mapping[str, Sequence[str]] | None = None,
    ranges: Mapping[str, tuple[int, int]] | None = None,
    seed: int = 0,
    noise: Noise | None = None,
    spend: Callable[[], None] | None = None,
    progress: Progress | None = None,
) -> Synthesised:
    """As `synthesise`, for cases in files that the engine reads part by part: the same counts, hence the same promise.

    Every query reads the files anew. Noise is drawn once, here, on the sums; the records are fitted here too, so this
    machine must hold as many records as there are cases. columns: those to keep; all but identifiers by default.

    Raises ProtectionError as `synthesise` does, before noise is drawn, and InputError for a part that cannot be read.
    """
    if noise is None:
        require_library()
    header = (cases.header.select(columns) if columns else cases.header).without_ids()
    check_size(cases.num_rows, len(header.columns), settings)
    domain = domain_of(header.columns, values=values, ranges=ranges)
    check_domain(domain, cases.num_rows)
    # the first pass checks every value of every part
    reasons, (rows, known) = engine.sum_over(cases.parts, partial(reasons_in, domain=domain))
    if rows != cases.num_rows:  # each worker has files of its own under this path
        reason = f"{rows:,} cases were read, and {cases.num_rows:,} were there at first."
        raise InputError("cases.malformed", place=str(cases.parts[0].path.parent), reason=reason)
    if not known:
        raise ProtectionError("synthesis.nothing_known")
    if spend is not None:
        spend()

    def count(query: Query) -> Ints:
        return engine.sum_over(cases.parts, partial(weighed_in, domain=domain, query=query))[0]

    return synthesise_counts(
        count, reasons, domain=domain, settings=settings, seed=seed, noise=noise, progress=progress
    )


def reasons_in(part: CasePart, domain: Domain) -> tuple[Ints, Ints]:
    """Why values are missing in a part; how many cases it has, and how many attributes."""
    table = read_part(part).select(column.name for column in domain.columns)
    held = members(table, domain)
    return count_reasons(table, domain), np.array([held.num_cases, len(held.items)], np.int64)


def weighed_in(part: CasePart, domain: Domain, query: Query) -> tuple[Ints]:
    table = read_part(part).select(column.name for column in domain.columns)
    return (weigh(members(table, domain), query),)

"""Which columns of a file may fill which column of the case table, and how."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from palermo.cases import Missing
from palermo.codes import Column, ColumnKind, case_schema, code_list
from palermo.harmonise._bands import band_reader
from palermo.harmonise._headers import NEAR, likeness
from palermo.harmonise._mapping import Band
from palermo.harmonise._profile import Profile, Texts, dates_of, share_of
from palermo.harmonise._reading import Lookup, Words

DELIMITERS = (";", ",", "|", "/", " ")
UNDERSTOOD = 0.5
"""From this share of understood values on, a column is sampled: below it, it may well be another column."""

FITS = 0.8
"""From this share of understood values on, the values speak for a column even where the header does not."""

HEADER_WEIGHT = 0.45
"""How much of the confidence the header gives; the values give the rest."""

SAVED_WEIGHT = 0.5
"""How much it counts for a delimiter that it leaves fewer different answers than there are different cells."""

SHOWN_LETTERS = 6

_NEVER = date(9999, 12, 31)
_FIRST_YEAR, _LAST_YEAR = 1990, 2100

AMBIGUOUS = "No date in this column tells the day from the month: ask the contributor."
SPACE = "A space is a weak delimiter, for names hold spaces as well: look whether each answer is one word."
WEAK = 0.6
"""What is left of the confidence where something in the draft is no more than likely."""

Rule = dict[str, object]
"""A rule as it is written: option → text, list of texts, or texts by text."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way to fill a column of the case table.

    confidence, understood: from 0 to 1; understood is the share of values that are. unmatched: the others.
    exclusive: whether nothing else is to be filled from the same columns. hints: what somebody has to check.
    different: how many different answers there are, once cells are split; None where they are not looked at.
    """

    column: str
    rule: Rule
    sources: tuple[str, ...]
    confidence: float
    understood: float
    unmatched: Texts = ()
    exclusive: bool = True
    hints: tuple[str, ...] = field(default=())
    different: int | None = None


def confidence(header: float, values: float) -> float:
    """How sure a proposal is, from the likeness of the header and the share of values that are understood."""
    return round(HEADER_WEIGHT * header + (1 - HEADER_WEIGHT) * values, 2)


def letter_hints(texts: Iterable[str], option: str = "values") -> tuple[str, ...]:
    """What somebody has to decide where answers are single letters: M is a man in English, and a woman in Spanish.

    option: where the mapping says what they stand for.
    """
    letters = [text for text in texts if len(text) == 1 and text.lower() != text.upper()]  # 女 is a whole word
    if not letters:
        return ()
    shown = ", ".join(map(repr, letters[:SHOWN_LETTERS])) + (", …" if len(letters) > SHOWN_LETTERS else "")
    return (
        f"Single letters mean different things in different languages (M: man, or mujer): ask what {shown} stand for, "
        f"and say it under `{option}`.",
    )


def single_candidates(profiles: Sequence[Profile]) -> Iterator[Candidate]:
    """Every way in which one column of the file may fill one column of the case table."""
    for column in case_schema().columns:
        for profile in profiles:
            if column.kind is ColumnKind.ID:
                yield from _identifier(column, profile)
            elif profile.is_identifying and likeness(profile.name, column.name) < 1:
                continue
            elif column.is_number:
                yield from _year(column, profile)
            elif column.kind is ColumnKind.CODES:
                yield from _delimited(column, profile)
            elif column.kind is ColumnKind.ORDINAL:
                yield from _band(column, profile)
            elif column.list is not None:
                yield from _category(column, profile)


def _identifier(column: Column, profile: Profile) -> Iterator[Candidate]:
    header = likeness(profile.name, column.name)
    if column.name == "case_id" and header >= NEAR and profile.filled and profile.distinct > 0.99 * profile.filled:
        yield Candidate(column.name, {"from": profile.name}, (profile.name,), confidence(header, 1.0), 1.0)


def _is_shared(column: Column) -> bool:
    """Whether several columns of the case table have the same list, so that values cannot tell them apart."""
    return sum(other.list == column.list for other in case_schema().columns) > 1


def _speaks(column: Column, header: float, values: float) -> bool:
    if header >= NEAR:
        return header >= FITS or values >= UNDERSTOOD / 2
    return values >= FITS and header >= NEAR / 2 and not _is_shared(column)


def _category(column: Column, profile: Profile) -> Iterator[Candidate]:
    known = code_list(str(column.list))
    header = likeness(profile.name, column.name)
    values, unmatched = profile.share(lambda text: known.resolve(text) is not None)
    if _speaks(column, header, values):
        operation = "country" if column.list == "country" else "from"
        rule: Rule = {operation: profile.name}
        sure, hints = confidence(header, values), letter_hints(text for text, _ in profile.texts)
        yield Candidate(
            column.name, rule, (profile.name,), sure, values, unmatched, hints=hints, different=len(profile.texts)
        )


def _delimited(column: Column, profile: Profile) -> Iterator[Candidate]:
    known = code_list(str(column.list))
    header = likeness(profile.name, column.name)
    best: tuple[float, float, str, Texts, list[str]] | None = None
    for delimiter in _delimiters(profile):
        items: dict[str, int] = {}
        for text, rows in profile.texts:
            parts = [text] if known.resolve(text) else [part.strip() for part in text.split(delimiter)]
            for item in filter(None, parts):
                items[item] = items.get(item, 0) + rows
        ordered = sorted(items.items(), key=lambda item: (-item[1], item[0]))
        values, unmatched = share_of(ordered, lambda text: known.resolve(text) is not None)
        saved = 1 - len(items) / len(profile.texts)  # the true delimiter leaves few different answers
        if best is None or values + SAVED_WEIGHT * saved > best[0]:
            best = (values + SAVED_WEIGHT * saved, values, delimiter, unmatched, list(items))
    if best is not None and _speaks(column, header, best[1]):
        _, values, delimiter, unmatched, answers = best
        rule: Rule = {"split": profile.name, "delimiter": delimiter}
        weak = delimiter == " "
        sure = round(confidence(header, values) * (WEAK if weak else 1.0), 2)
        hints = ((SPACE,) if weak else ()) + letter_hints(answers)
        yield Candidate(
            column.name, rule, (profile.name,), sure, values, unmatched, hints=hints, different=len(answers)
        )


def _delimiters(profile: Profile) -> Sequence[str]:
    """Those that occur; a space only where no other does, since labels hold spaces; any where none does."""
    found = [mark for mark in DELIMITERS if any(mark in text for text, _ in profile.texts)]
    marks = [mark for mark in found if mark != " "]
    if marks or not profile.texts:
        return marks
    return [" ", ";"] if found else [";"]


def _year(column: Column, profile: Profile) -> Iterator[Candidate]:
    header = likeness(profile.name, column.name)
    values, unmatched = profile.share(_is_year)
    if header >= NEAR and values >= UNDERSTOOD:
        rule: Rule = {"from": profile.name}
        yield Candidate(column.name, rule, (profile.name,), confidence(header, values), values, unmatched)
        return
    header = max(header, likeness(profile.name, "registration_date"))
    dates = dates_of(profile.texts) if header >= NEAR else None
    if dates is not None:
        sure = confidence(header, dates.share) * (WEAK if dates.ambiguous else 1.0)
        hints = (AMBIGUOUS,) if dates.ambiguous else ()
        rule = {"date": profile.name, "formats": list(dates.formats)}
        yield Candidate(column.name, rule, (profile.name,), round(sure, 2), dates.share, exclusive=False, hints=hints)


AMBIGUOUS = "No date in this column tells the day from the month: ask the contributor."


def _is_year(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) == 4 and _FIRST_YEAR <= int(text) <= _LAST_YEAR


def _band(column: Column, profile: Profile) -> Iterator[Candidate]:
    header = likeness(profile.name, column.name)
    if header < NEAR:
        return
    read = _band_reads(column)
    values, unmatched = profile.share(read)
    if values >= UNDERSTOOD / 2:
        rule: Rule = {"age" if column.list == "age-band" else "number": profile.name}
        yield Candidate(column.name, rule, (profile.name,), confidence(header, values), values, unmatched)


def _band_reads(column: Column) -> Callable[[str], bool]:
    words = Words(column, Lookup.of({}), Missing.UNKNOWN, _NEVER)
    read = band_reader(Band(column="", in_doubt="lower"), words)
    return lambda text: not read(text).fault


def find_part(profiles: Sequence[Profile], name: str) -> tuple[Profile, float] | None:
    """The column whose header is most like a part such as `birth_date`, and how like; None where none is."""
    found = [(profile, likeness(profile.name, name)) for profile in profiles if profile.filled]
    best = max(found, key=lambda item: item[1], default=None)
    return best if best is not None and best[1] >= FITS else None


def joint_candidates(profiles: Sequence[Profile], singles: Sequence[Candidate]) -> Iterator[Candidate]:
    """The ways that need several columns: the age from two dates, the person key. singles: those that need one."""
    birth, opened = find_part(profiles, "birth_date"), find_part(profiles, "registration_date")
    born = dates_of(birth[0].texts) if birth is not None else None
    if birth is None or born is None:
        return
    hints = (AMBIGUOUS,) if born.ambiguous else ()
    on = dates_of(opened[0].texts) if opened is not None else None
    if opened is not None and on is not None:
        rule: Rule = {
            "birth_date": birth[0].name,
            "reference_date": opened[0].name,
            "formats": list(born.formats),
            "reference_formats": list(on.formats),
        }
        if len(born.formats) > 1:
            rule["in_doubt"] = "?unknown"
        sure = confidence(min(birth[1], opened[1]), min(born.share, on.share))
        sources = (birth[0].name, opened[0].name)
        yield Candidate("age_band", rule, sources, sure, born.share, exclusive=False, hints=hints)
    gender = max((c for c in singles if c.column == "gender"), key=lambda c: c.confidence, default=None)
    if gender is not None:
        yield from _person_key(profiles, birth[0], born.formats, born.share, gender)


def _person_key(
    profiles: Sequence[Profile], birth: Profile, formats: tuple[str, ...], share: float, gender: Candidate
) -> Iterator[Candidate]:
    names = [found for part in ("given_name", "family_name") if (found := find_part(profiles, part)) is not None]
    if len({profile.name for profile, _ in names}) < 2:
        return
    texts = [profile.name for profile, _ in names]
    key = {"names": texts, "birth_date": birth.name, "formats": list(formats), "sex": gender.rule}
    sure = confidence(min(like for _, like in names), share)
    rule: Rule = {"person_key": key, "private": "true"}
    sources = (*texts, birth.name)
    yield Candidate("person_key", rule, sources, sure, share, exclusive=False, hints=gender.hints)

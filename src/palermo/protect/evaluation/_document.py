"""An evaluation in plain words, with three pictures."""

from collections.abc import Iterable

from palermo.protect._words import attributes_in_words
from palermo.protect.evaluation._figures import LengthQuality, PartQuality
from palermo.protect.evaluation._found import EvaluationFigures
from palermo.report import Bar, Bars, Block, Document, Facts, Line, Lines, Note, Paragraph, Section, Table, show_share

MOST_GROUPS = 12
"""Groups of people in the report, the worst served first; the JSON has all."""

TERMS = {
    "combination": "A few things known of one person together, such as gender, age and where she was exploited.",
    "attribute": "One thing known of a person: one code of one column, such as citizenship = Philippines.",
    "error": "Differences between true and safe counts of all combinations that cases have, added up, as a share of "
    "the true counts: 0 % is a perfect copy, 100 % is as bad as an empty table.",
    "shuffled columns": "The cases with every column shuffled by itself: each column alone is perfect, and nothing "
    "that belongs together is left. A useful table is far better than that.",
    "suppressed": "In the cases, and not in the safe table at all.",
    "fabricated": "In the safe table, though no case is like that.",
    "withheld": "Taken out on purpose, to protect somebody.",
    "distance": "How far the shares of all combinations are apart: 0 % is the same, 100 % is nothing in common.",
    "differential privacy": "A promise that the table would be nearly the same whether or not any one person is in it.",
}


def document(found: EvaluationFigures, promise: str) -> Document:
    """The report as people read it."""
    terms = TERMS | {
        "rare": f"In fewer than {found.resolution} cases, so that it may point to a person.",
        "unique": "In one case only: it is like a name.",
    }
    sections = [
        *([Section("What was promised", (Paragraph(promise),))] if promise else []),
        Section("What was compared", tuple(_compared(found))),
        Section("What is kept", (_kept(found), *_verdict(found), _by_length(found))),
        Section("What is lost, and what is made up", (*_by_size(found), _lost(found))),
        Section("What is rare, and there all the same", tuple(_rare(found))),
        Section("For whom it serves less well", tuple(_groups(found))),
        Section("By column", (_by_column(found), _missing(found))),
        Section("As other tools put it", tuple(_peers(found))),
    ]
    return Document("What a safe table keeps", _lead(found), tuple(sections), terms)


def _share(value: float | None) -> str:
    return "nothing" if value is None else show_share(value)


def _lead(found: EvaluationFigures) -> str:
    at = found.asked - 1
    ours, chance = found.lengths[at], found.shuffled[at]
    source = "The release, made again from itself" if found.rehearsal else "The safe table"
    if ours.error is None:
        return f"No case has {attributes_in_words(found.asked)} at once, so there is nothing to compare."
    return (
        f"{source} keeps {_share(ours.kept)} of what the cases say about {attributes_in_words(found.asked)} at once: "
        f"its error is {_share(ours.error)}, that of shuffled columns {_share(chance.error)}. "
        f"{found.cases:,} cases went in, {found.cases_safe:,} came out."
    )


def _change(change: int, cases: int) -> str:
    """How many more or fewer, and as a share where that is more than nearly nothing."""
    share = f"; {100 * change / cases:+.1f}\N{NO-BREAK SPACE}%" if abs(change) >= cases / 1_000 else ""
    return f"{change:+,}{share}" if change else "as many"


def _compared(found: EvaluationFigures) -> list[Block]:
    def called(names: Iterable[str]) -> str:
        return ", ".join(found.labels.get(name, name) for name in names) or "none"

    coarser = ", ".join(f"{called([name])} (by {reading})" for name, reading in found.coarser.items())
    change = found.cases_safe - found.cases
    blocks: list[Block] = [
        Facts(
            (
                ("Cases before", found.cases),
                ("Cases after", f"{found.cases_safe:,} ({_change(change, found.cases)})"),
                ("Columns compared", len(found.columns)),
                ("Read less exactly", coarser or "none"),
                ("Columns lost", called(found.lost)),
                ("Columns only in the safe table", called(found.added)),
                ("Columns not comparable", called(found.different)),
                ("Longest combination", attributes_in_words(found.length)),
                ("Rare", f"fewer than {found.resolution} cases"),
            )
        )
    ]
    if found.rehearsal:
        text = (
            "Here the release stands for the cases, and was released once more in the same way. The errors are about "
            "those of the release itself. They were computed from what is public, so they may be published."
        )
        blocks.append(Note(text, "information"))
    else:
        text = (
            "This report is computed exactly from people's cases. It is for those who protect them. Keep it with the "
            "cases: under differential privacy nothing in it may be published."
        )
        blocks.append(Note(text, "caution"))
    if found.coarser:
        text = (
            "Columns that the safe table says less exactly are compared as it says them; what that costs is not here."
        )
        blocks.append(Note(text, "caution"))
    return blocks


def _kept(found: EvaluationFigures) -> Bars:
    bars = tuple(
        Bar(attributes_in_words(ours.length), ours.kept, mark=chance.kept)
        for ours, chance in zip(found.lengths, found.shuffled, strict=True)
    )
    return Bars(
        "What is kept",
        "share of the cases that are still counted, by how many attributes are asked for at once",
        bars,
        share=True,
        mark="shuffled columns",
        note=f"{found.cases:,} cases, {len(found.columns)} columns; all combinations of the cases.",
    )


def _verdict(found: EvaluationFigures) -> list[Block]:
    bad = [
        ours.length
        for ours, chance in zip(found.lengths[1:], found.shuffled[1:], strict=True)
        if ours.error is not None and chance.error is not None and ours.error >= chance.error > 0
    ]
    if bad:
        lengths = ", ".join(map(str, bad))
        text = f"For questions about {lengths} attributes at once this table is no better than shuffled columns."
        return [Note(text, "problem")]
    return []


def _by_length(found: EvaluationFigures) -> Table:
    rows = [
        (each.length, each.combinations, each.combinations_safe, each.error, chance.error, each.distance)
        for each, chance in zip(found.lengths, found.shuffled, strict=True)
    ]
    names = ("attributes", "combinations", "in the safe table", "error", "error, shuffled columns", "distance")
    return Table(names, rows, "Different combinations, and the error of their counts.", shares=names[3:])


def _by_size(found: EvaluationFigures) -> list[Block]:
    places = sorted({(each.least, each.most) for each in found.sizes}, key=lambda each: each[0])
    cells = {(each.length, each.least): each for each in found.sizes}
    asked = [cells.get((found.asked, least)) for least, _ in places]
    picture = Lines(
        "Error by the size of a group",
        f"error of the counts of {attributes_in_words(found.asked)} at once, by how many cases have them",
        [_size(least, most) for least, most in places],
        (
            Line("this table", [_drawn(None if each is None else each.error) for each in asked]),
            Line("shuffled columns", [_drawn(None if each is None else each.error_shuffled) for each in asked]),
        ),
        share=True,
        below="cases that have the combination",
        note=f"{found.cases:,} cases. Errors above 100 % are drawn at 100 %.",
    )
    rows = []
    for least, most in places:
        row = [cells.get((length, least)) for length in range(1, found.length + 1)]
        rows.append((_size(least, most), *(None if each is None else each.error for each in row)))
    names = ("cases", *(attributes_in_words(length) for length in range(1, found.length + 1)))
    return [picture, Table(names, rows, "Error by how many cases have the combination.", shares=names[1:])]


def _drawn(value: float | None) -> float | None:
    """Beyond the error of an empty table a picture tells nothing more."""
    return None if value is None else min(value, 1.0)


def _size(least: int, most: int | None) -> str:
    if most is None:
        return f"{least}+"
    return str(least) if least == most else f"{least}–{most}"


def _lost(found: EvaluationFigures) -> Table:
    rows = [
        (each.length, each.suppressed, each.fabricated, each.frequent, each.frequent_kept) for each in found.lengths
    ]
    caption = (
        f"Share of the counted cases that is suppressed, share of the safe table's that is fabricated, and "
        f"combinations of {found.resolution} cases or more, before and after."
    )
    names = ("attributes", "suppressed", "fabricated", "frequent", "still there")
    return Table(names, rows, caption, shares=names[1:3])


def _rare(found: EvaluationFigures) -> list[Block]:
    def share(part: int, whole: int) -> float | None:
        return part / whole if whole else None

    text = (
        "A rare combination that is there again is a danger only when it is there because of the person. Where it "
        "comes about by chance as often, it tells nothing: so compare with shuffled columns."
    )
    pairs = list(zip(found.lengths, found.shuffled, strict=True))
    bars = tuple(
        Bar(attributes_in_words(a.length), share(a.unique_present, a.unique), mark=share(b.unique_present, b.unique))
        for a, b in pairs
    )
    picture = Bars(
        "Unique combinations that are there again",
        "share of the combinations that one case has",
        bars,
        share=True,
        mark="shuffled columns",
    )
    rows = [
        (a.length, a.rare, a.rare_present, b.rare_present, a.unique, a.unique_present, b.unique_present)
        for a, b in pairs
    ]
    names = ("attributes", "rare", "present", "shuffled", "unique", "present", "shuffled")
    caption = (
        "Rare and unique combinations of the cases, and how many of them the safe table and shuffled columns have."
    )
    return [Paragraph(text), picture, Table(names, rows, caption)]


def _groups(found: EvaluationFigures) -> list[Block]:
    worst = found.worst
    if worst is None:
        text = f"No group of people of {found.resolution} cases or more was found in the columns looked at."
        return [Paragraph(text)]
    at = found.asked - 1
    if not worst.errors[at]:
        text = f"Every group of people of {found.resolution} cases or more is counted exactly."
        return [Paragraph(text)]
    text = (
        f"Worst served: {worst.label} ({worst.cases:,} cases), with an error of "
        f"{_share(worst.errors[at])} for {attributes_in_words(found.asked)} at once; over everybody it is "
        f"{_share(found.lengths[at].error)}."
    )
    if found.groups_small:
        text += f" {found.groups_small} smaller groups are not named."
    names = ("group", "cases", "after", *(f"error, {attributes_in_words(n)}" for n in range(1, found.asked + 1)))
    rows = [
        (each.label, each.cases, each.cases_safe, *each.errors[: found.asked]) for each in found.groups[:MOST_GROUPS]
    ]
    return [
        Paragraph(text),
        Table(names, rows, "Errors of combinations that hold the group, the worst first.", shares=names[3:]),
    ]


def _by_column(found: EvaluationFigures) -> Table:
    at = found.asked - 1

    def rank(each: PartQuality) -> tuple[float, str]:
        return -(each.errors[at] or 0.0), each.column

    rows = [(p.label, p.errors[0], p.errors[at], p.suppressed[at]) for p in sorted(found.by_column, key=rank)]
    asked = attributes_in_words(found.asked)
    names = ("column", "error alone", f"error, {asked}", f"suppressed, {asked}")
    return Table(names, rows, "Combinations that hold the column, the worst first.", shares=names[1:])


def _missing(found: EvaluationFigures) -> Table:
    rows = [(each.label, each.before, each.after, each.withheld) for each in found.missing]
    caption = "Share of cases without a value, before and after, and withheld among them."
    names = ("column", "missing before", "missing after", "withheld")
    return Table(names, rows, caption, shares=names[1:])


def _peers(found: EvaluationFigures) -> list[Block]:
    def row(each: LengthQuality) -> tuple[object, ...]:
        count = each.occurrences / each.combinations if each.combinations else None
        mean = each.mean_error_in_both, each.mean_error, each.median_error
        return each.length, count, *mean, each.preserved, each.relative_error

    names = (
        "attributes",
        "mean count",
        "mean error, in both",
        "mean error, all",
        "median",
        "preserved",
        "relative error",
    )
    caption = (
        "Mean count, and mean and median error, in cases; mean of safe / true (at most 1) and of the "
        f"error / true over combinations of {found.resolution} cases or more."
    )
    text = (
        "The mean error over combinations in both tables leaves out what was suppressed. Read it beside the other one."
    )
    return [Note(text, "caution"), Table(names, [row(each) for each in found.lengths], caption, shares=names[5:])]

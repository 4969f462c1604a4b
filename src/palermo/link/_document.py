"""The report of a linkage as people read it."""

from typing import TYPE_CHECKING

from palermo.report import Bar, Bars, Block, Document, Facts, Line, Lines, Note, Paragraph, Section, Table, show_share

if TYPE_CHECKING:
    from palermo.link._report import LevelFound, LinkReport

TERMS = {
    "precision": "Of the pairs that are linked, the share that really is one person.",
    "recall": "Of the pairs that really are one person, the share that is linked.",
    "bit": "One bit makes it twice as likely that two records are one person; ten bits a thousand times.",
    "blocking": "Comparing only pairs that have something in common, since all pairs are too many.",
    "threshold": "The probability from which two records are taken for one person.",
    "false link": "Two people taken for one.",
    "missed link": "One person taken for two.",
}
MOST_SHOWN = 40

FEW = 0.1
"""Share of doubtful pairs below which they are called few."""


def document(report: "LinkReport") -> Document:
    """The whole report."""
    sections = [
        _what(report), _errors(report), _doubtful(report), _worth(report), _decisions(report), _how(report)
    ]  # fmt: skip
    return Document("Who is in more than one record", _lead(report), [each for each in sections if each.blocks], TERMS)


def _lead(report: "LinkReport") -> str:
    chosen = report.threshold
    said = f"{report.records:,} records are of {report.persons:,} people."
    if report.alarms:
        return f"{said} Do not rely on that, nor on how right the links are called below. {report.alarms[0]}"
    if chosen.precision is None or chosen.recall is None:
        return f"{said} No two are likely enough to be one person."
    return (
        f"{said} At the threshold of {chosen.threshold:g} an estimated {show_share(chosen.precision)} of the links are "
        f"right, and {show_share(chosen.recall)} of the right ones among the pairs compared are made."
    )


def _what(report: "LinkReport") -> Section:
    lists = Table(
        ("list", "records", "people", "of them in another list too"),
        [(each.name, each.records, each.persons, each.shared) for each in report.lists],
        "Each list: its records, and the people they are of",
    )
    said = (*report.alarms, *report.cautions)
    blocks: list[Block] = [*(Note(text, "caution") for text in said), lists]
    if report.overlaps:
        rows = [
            (f"{each.first} and {each.second}", each.persons, each.linked, _expected(each.expected))
            for each in report.overlaps
        ]
        columns = ("lists", "people in both", "linked pairs", "expected true pairs")
        blocks.append(Table(columns, rows, "What two lists have in common"))
    facts = (("Linked pairs", report.linked), ("Records of the person who has most", report.largest))
    return Section("What was linked", [*blocks, Facts(facts)])


def _expected(value: float | None) -> object:
    """An expected number of pairs: whole, or with one digit where it is small."""
    if value is None:
        return None
    return round(value) if value >= 10 else "<0.1" if 0 < value < 0.05 else f"{value:.1f}"


def _errors(report: "LinkReport") -> Section:
    """How right links are, and what that does to an estimate."""
    shown = [each for each in report.thresholds if each.precision is not None]
    blocks: list[Block] = []
    if len(shown) > 1:
        lines = [
            Line("precision", [each.precision for each in shown]), Line("recall", [each.recall for each in shown])
        ]  # fmt: skip
        blocks.append(
            Lines(
                "A higher threshold makes fewer false links and misses more",
                "Estimated precision and recall by threshold",
                [f"{each.threshold:g}" for each in shown],
                lines,
                share=True,
                note=f"From the probabilities of {report.training.compared:,} compared pairs, without examples.",
            )
        )
    rows = [
        (
            f"{each.threshold:g}",
            each.pairs,
            each.precision,
            each.recall,
            _expected(each.false_links),
            _expected(each.missed),
        )
        for each in report.thresholds
    ]
    columns = ("threshold", "pairs", "precision", "recall", "false links", "missed links")
    blocks.append(Table(columns, rows, "What each threshold gives, as estimated", shares=("precision", "recall")))
    blocks.append(
        Paragraph(
            "Pairs that no rule of blocking chose were not compared; a person whom only such a pair connects is "
            "missed, and no estimate here knows of it."
        )
    )
    blocks.append(
        Paragraph(
            "What this does to an estimate of everybody from overlapping lists: a missed link makes one person look "
            "like two whom only one list knows, so the overlap shrinks and the estimate grows. A false link does the "
            "opposite. With two lists the estimate is too large by as much as the linked overlap is too small."
        )
    )
    told = [each for each in report.overlaps if each.factor is not None]
    if told:
        biased = [
            (f"{each.first} and {each.second}", each.linked, _expected(each.expected), f"{each.factor:.2f}")
            for each in told
        ]
        names = ("lists", "linked pairs", "expected true pairs", "estimate is too large by a factor of")
        caption = "Expected bias of a two-list estimate that takes these links for the truth (1: none)"
        blocks.append(Table(names, biased, caption))
        blocks.append(
            Paragraph("Draws of the linkage (`--draws`) carry this uncertainty into the estimate's interval.")
        )
    return Section("How right the links are", blocks)


def _doubtful(report: "LinkReport") -> Section:
    low, high = report.settings.doubtful
    said = (
        f"{report.doubtful:,} pairs have a probability from {low:g} to below {high:g} and wait for somebody to decide."
    )
    bars = [
        Bar(f"{from_:g} to {to:g}", float(pairs)) for from_, to, pairs in report.bands
    ]  # fmt: skip
    blocks: list[Block] = [Paragraph(said)]
    if any(bar.value for bar in bars):
        middle = sum(pairs for from_, to, pairs in report.bands if from_ >= 0.1 and to <= 0.99)
        share = middle / sum(pairs for _, _, pairs in report.bands)
        title = f"Of the pairs that anything speaks for, {share:.0%} are doubtful"
        if share < FEW:
            title = "Most pairs are clear, few are doubtful"
        subtitle = "Pairs by the probability that they are one person"
        note = "Pairs less likely than 0.001 are left out."
        blocks.append(Bars(title, subtitle, bars, note=note))
    blocks.append(
        Paragraph(
            "The machine decides about nobody: whoever knows the people looks at the queue (`--queue FILE`) and writes "
            "`same` or `different`, with name and day. Decisions stand in every later run (`--decisions FILE`)."
        )
    )
    return Section("The doubtful pairs", blocks)


def _worth(report: "LinkReport") -> Section:
    levels = report.training.levels
    if not levels:
        return Section(
            "What agreements are worth", [Paragraph(report.training.encoded)] if report.training.encoded else []
        )
    by_field: dict[str, list[LevelFound]] = {}
    for each in levels:
        by_field.setdefault(each.field, []).append(each)
    bars = [
        Bar(field, round(max(found[0].weight, 0.0), 1), mark=round(max(-found[-1].weight, 0.0), 1))
        for field, found in by_field.items()
    ]
    bars.sort(key=lambda each: -(each.value or 0.0))
    picture = Bars(
        "What it is worth when a field agrees, and what it costs when it does not",
        "Bits for one person when the field is the same",
        bars,
        unit="bits",
        mark="bits against, when it is different",
        note="Learnt from these lists, without examples. Where a value is frequent it counts less, where rare more.",
    )
    rows = [(each.field, each.says, each.m, each.u, round(each.weight, 1)) for each in levels]
    columns = ("field", "when it is", "of one person", "of different people", "bits")
    caption = "How often each answer is given by pairs of one person, and of different people"
    shares = ("of one person", "of different people")
    return Section("What agreements are worth", [picture, Table(columns, rows, caption, shares=shares)])


def _one_in(chance: float) -> str:
    """A small chance, as people read it."""
    return f"1 in {1 / chance:,.0f}" if 0 < chance < 0.1 else f"{chance:.2f}"


def _decisions(report: "LinkReport") -> Section:
    blocks: list[Block] = []
    if report.decided or report.contradictions or report.waiting:
        facts = (
            ("Decisions that stand", report.decided), ("That contradict later ones", len(report.contradictions)),
            ("On records that are not here", len(report.waiting)),
        )  # fmt: skip
        blocks.append(Facts(facts))
    if report.contradictions:
        rows = [
            (
                f"{each.decision.left} – {each.decision.right}",
                str(each.decision.verdict),
                each.decision.by,
                each.decision.on,
                ", ".join(f"{other.left} – {other.right}: {other.verdict} ({other.on})" for other in each.against),
            )
            for each in report.contradictions[:MOST_SHOWN]
        ]
        columns = ("records", "decided", "by", "on", "cannot stand beside")
        blocks.append(Table(columns, rows, "Decisions that do not stand: later ones say otherwise"))
    return Section("Decisions", blocks)


def _how(report: "LinkReport") -> Section:
    training, settings = report.training, report.settings
    facts = (
        ("Pairs there are", training.pairs),
        ("Pairs compared", training.compared),
        ("Chance that two records drawn at random are one person", _one_in(training.prior)),
        ("Lists in which each person stands once", ", ".join(settings.once) or "none said"),
        ("Seed", settings.seed),
        ("Palermo", report.version),
    )
    rules = Table(
        ("pairs with", "pairs"), list(training.rules), "Which pairs were compared; a pair may be chosen twice"
    )
    rows = [(name, field, column) for name, fields in report.fields.items() for field, column in fields.items()]
    read = Table(("list", "field", "column"), rows, "Which columns were read as what")
    text = Paragraph(
        "A model of Fellegi and Sunter (1969, doi:10.1080/01621459.1969.10501049), trained by expectation and "
        "maximisation over all compared pairs; pairs, levels and frequencies of values by Splink 5. Which groups of "
        "records are one person is told from all their pairs together, so that a chain of weak links is cut."
    )
    return Section(
        "How it was done", [Facts(facts), rules, *([read] if rows else []), *([] if training.encoded else [text])]
    )

"""The risk of a table in plain words, with pictures."""

from palermo.protect._words import attributes_in_words
from palermo.protect.counting import Attribute
from palermo.protect.risk._combinations import Share
from palermo.protect.risk._diversity import GroupRisk, SensitiveRisk
from palermo.protect.risk._found import RiskFigures
from palermo.protect.risk._settings import MissingAs
from palermo.protect.risk._suda import ScoreCases, Suda
from palermo.report import Bar, Bars, Block, Document, Facts, Note, Paragraph, Section, Table, show_share

MOST_COLUMNS = 12
"""Columns in the picture; the table has all."""
MOST_DROPPED = 5
"""Columns of which is said what would be left without them."""
MOST_ATTRIBUTES = 15
"""Attributes in the table; the JSON has all."""

TERMS = {
    "attribute": "One thing known of a person: one code of one column, such as citizenship = Philippines, or why a "
    "value is missing.",
    "combination": "A few things known of one person together, such as gender, age and where she was exploited.",
    "unique": "In one case only: it is like a name.",
    "minimal": "Nothing shorter in it is rare: leave out any part, and enough cases have what is left.",
    "quasi-identifier": "What somebody may know of a person from elsewhere: her age, her nationality, where "
    "she worked.",
    "sensitive": "What nobody should learn of a person who knows those things about her.",
    "alike": "With the same values in all quasi-identifiers.",
    "special unique": "A case that even a few of its attributes single out, not only all of them together.",
    "minimal sample unique": "A combination that one case has, in which nothing shorter is unique.",
    "SUDA score": "The more ways there are to single a case out, and the fewer attributes they take, the higher it is. "
    "It ranks the cases of one table; between tables it can't be compared.",
    "DIS-SUDA": "The chance that somebody who finds a match of such a case outside has found the right person; a rule "
    "of thumb, not a bound.",
    "cases, one value": "Cases in groups where everybody has the same value, and it is not missing.",
    "distinct l": "The fewest different values in any group: 1 means that whoever finds the group knows the value.",
    "entropy l": "How many equally frequent values would leave somebody as unsure as the worst group does.",
    "recursive l": "As distinct l, but a group where one value outweighs the others counts for less.",
    "distance t": "How far the values of the worst group are from those of all cases: 0 is the same, 1 is nothing in "
    "common. What is far off tells something about everybody in the group.",
}

MISSING = {
    MissingAs.OWN: "a value of its own: why it is missing can be seen",
    MissingAs.NOTHING: "like no other value, and nothing that anybody knows",
    MissingAs.ANYTHING: "like any other value, and nothing that anybody knows",
}


def document(found: RiskFigures) -> Document:
    """The report as people read it."""
    terms = TERMS | {"rare": f"In fewer than {found.resolution} cases, so that it may point to a person."}
    sections = [
        Section("What was looked at", tuple(_looked_at(found))),
        Section("How little singles a person out", (*_verdict(found), _by_length(found), _length_table(found))),
        Section("Which columns carry the risk", tuple(_columns(found))),
        *([Section("Groups that look alike", tuple(_groups(found.groups, found)))] if found.groups else []),
        *([Section("Special uniques", tuple(_suda(found.suda, found)))] if found.suda else []),
        Section("What this report can't tell", tuple(_limits(found))),
    ]
    return Document("Disclosure risk", _lead(found), tuple(sections), terms)


def _share(part: int, whole: int) -> str:
    return show_share(part / whole if whole else 0.0)


def _lead(found: RiskFigures) -> str:
    longest = len(found.lengths)
    return (
        f"{found.cases_rare:,} of {found.cases:,} cases ({_share(found.cases_rare, found.cases)}) can be narrowed "
        f"down to fewer than {found.resolution} by whoever knows up to {attributes_in_words(longest)} of a person; "
        f"{found.cases_unique:,} of them can be narrowed down to one."
    )


def _looked_at(found: RiskFigures) -> list[Block]:
    text = (
        "Whoever knows these few things about a person finds her in a group that small, if she is in the table. "
        "An attribute is one code of one column, or why its value is missing (in combinations of up to two)."
        if found.missing is MissingAs.OWN
        else "Whoever knows these few things about a person finds her in a group that small, if she is in the table. "
        "An attribute is one code of one column; a missing value is none."
    )
    note = (
        "This report is computed exactly from people's cases. It stays with the cases: never publish it, and never "
        "send it further than the cases themselves may go."
    )
    facts = (
        ("Cases", found.cases),
        ("Columns", len(found.columns)),
        ("Longest combination", attributes_in_words(len(found.lengths))),
        ("Rare", f"fewer than {found.resolution} cases"),
        ("A missing value is", MISSING[found.missing]),
    )
    return [Paragraph(text), Facts(facts), Note(note, "caution")]


def _by_length(found: RiskFigures) -> Bars:
    bars, rare, unique = [], 0, 0
    for each in found.lengths:
        rare, unique = rare + each.cases_rare, unique + each.cases_unique
        whole = max(found.cases, 1)
        bars.append(Bar(attributes_in_words(each.length), rare / whole, mark=unique / whole))
    return Bars(
        "How many cases a few attributes single out",
        f"share of the cases in a group of fewer than {found.resolution}, by how many attributes somebody knows",
        bars,
        share=True,
        mark="alone in the group",
        note=f"{found.cases:,} cases.",
    )


def _verdict(found: RiskFigures) -> tuple[Block, ...]:
    if found.cases_rare:
        return (Note("This table can't be published as it is. `palermo publish` protects it.", "caution"),)
    return (Note("No combination of this length or shorter is rare.", "information"),)


def _length_table(found: RiskFigures) -> Table:
    names = ("attributes", "combinations", "rare", "minimal", "unique", "cases, rare", "share", "cases, unique")
    rows = [
        (
            each.length,
            each.combinations,
            each.rare,
            minimal,
            each.unique,
            each.cases_rare,
            each.cases_rare / found.cases if found.cases else None,
            each.cases_unique,
        )
        for each, minimal in zip(found.lengths, found.minimal_rare, strict=True)
    ]
    caption = f"Rare: in fewer than {found.resolution} cases. Each case counts at its shortest combination."
    return Table(names, rows, caption, shares=("share",))


def _columns(found: RiskFigures) -> list[Block]:
    if not found.cases_rare:
        return [Paragraph("No combination is rare, so no column carries a risk.")]
    worst = sorted(found.columns, key=lambda each: (-each.cases, -each.part.rare, each.column))
    picture = Bars(
        "Columns in rare combinations",
        "share of the minimal rare combinations in which the column takes part",
        [
            Bar(found.called([each.column]), each.part.share_rare)
            for each in sorted(worst, key=lambda each: -each.part.rare)[:MOST_COLUMNS]
        ],
        share=True,
        note="A combination has several columns, so the shares add up to more than all.",
    )
    dropped = Bars(
        "What would be left without a column",
        "share of the cases that would still have a rare combination if the column were left out",
        [
            Bar(found.called([each.column]), each.left / found.cases, mark=found.cases_rare / found.cases)
            for each in sorted(found.columns, key=lambda each: (each.left, each.column))[:MOST_DROPPED]
        ],
        share=True,
        mark="now",
        note=f"The {min(MOST_DROPPED, len(found.columns))} columns whose loss would help most, one at a time.",
    )
    names = ("column", "rare", "share of rare", "unique", "share of unique", "cases", "cases left without it", "name")
    rows = [(found.called([each.column]), *_part(each.part), each.cases, each.left, each.column) for each in worst]
    columns = Table(
        names,
        rows,
        "Minimal rare and unique combinations in which each column takes part, and cases that have a rare one of them.",
        shares=("share of rare", "share of unique"),
    )
    attributes = Table(
        ("attribute", "rare", "share of rare", "unique", "share of unique", "name"),
        [
            (each.label, *_part(each.part), str(Attribute(each.column, each.code)))
            for each in found.attributes[:MOST_ATTRIBUTES]
        ],
        f"The attributes in most minimal rare combinations, {min(MOST_ATTRIBUTES, len(found.attributes))} of "
        f"{len(found.attributes):,}.",
        shares=("share of rare", "share of unique"),
    )
    return [picture, dropped, columns, attributes]


def _part(part: Share) -> tuple[object, ...]:
    return part.rare, part.share_rare, part.unique, part.share_unique


def _groups(groups: GroupRisk, found: RiskFigures) -> list[Block]:
    columns = found.called(groups.quasi_identifiers)
    text = (
        f"To somebody who knows {columns} of a person, {groups.cases_below:,} of {found.cases:,} cases "
        f"({_share(groups.cases_below, found.cases)}) are in a group of fewer than {found.resolution} that are alike "
        f"in all of them. The smallest group has {groups.k:,}: the table is {groups.k}-anonymous in these columns."
    )
    if groups.missing is MissingAs.ANYTHING:
        text += " A missing value counts as any value here, which makes groups larger than somebody may find them."
    sizes = [each for each in groups.sizes if each.groups] or list(groups.sizes[:1])
    picture = Bars(
        "How large the groups are",
        "share of the cases, by how many cases are alike to them in all quasi-identifiers",
        [Bar(_size(each.least, each.most), each.cases / max(found.cases, 1)) for each in sizes],
        share=True,
        note=f"{groups.groups:,} groups, {groups.groups_below:,} of fewer than {found.resolution} cases.",
    )
    blocks: list[Block] = [Paragraph(text), picture]
    if groups.sensitive:
        blocks += _sensitive(groups, found)
    return blocks


def _size(least: int, most: int | None) -> str:
    if most is None:
        return f"{least} or more"
    return f"{least} alone" if most == 1 else f"{least} together" if least == most else f"{least} to {most}"


def _sensitive(groups: GroupRisk, found: RiskFigures) -> list[Block]:
    text = (
        "A group of many cases hides nothing when all in it have the same value. These are figures of the worst group, "
        "and how many cases are in groups where whoever finds the group knows the value."
    )
    names = (
        "sensitive column",
        "values",
        "distinct l",
        "entropy l",
        "recursive l",
        "distance t",
        "cases, one value",
        "share",
        "name",
    )
    rows = [_sensitive_row(each, found) for each in groups.sensitive]
    ordered = [found.called([each.column]) for each in groups.sensitive if each.ordered]
    caption = "The distance is half the sum of all differences"
    caption += f"; for {', '.join(ordered)} it minds the order of the values." if ordered else "."
    return [Paragraph(text), Table(names, rows, caption, shares=("share",))]


def _sensitive_row(each: SensitiveRisk, found: RiskFigures) -> tuple[object, ...]:
    share = each.one_value / found.cases if found.cases else None
    measures = (each.distinct, each.entropy, each.recursive, each.closeness)
    return (found.called([each.column]), each.values, *measures, each.one_value, share, each.column)


def _suda(each: Suda, found: RiskFigures) -> list[Block]:
    text = (
        f"{each.special:,} of {found.cases:,} cases ({_share(each.special, found.cases)}) are special uniques: "
        f"nobody else has the same {each.longest} or fewer of their attributes. Cases with a high score are the first "
        "to look at."
    )
    blocks: list[Block] = [Paragraph(text)]
    if not each.special:
        return blocks
    blocks.append(
        Bars(
            "Special uniques",
            "cases, by SUDA score",
            [Bar(_range(score), score.cases) for score in each.scores if score.cases],
            note=f"The largest score is {each.largest:,.0f}.",
        )
    )
    rows = [(found.called([part.column]), part.share) for part in each.contributions if part.share]
    caption = "Share of all scores that comes from minimal sample uniques in which the column takes part."
    blocks.append(Table(("column", "share"), rows, caption, bars="share"))
    if each.fraction is not None and each.dis_largest is not None:
        names = ("DIS-SUDA above", "to", "cases")
        supposed = f"If {100 * each.fraction:.3g}\N{NO-BREAK SPACE}% of all such people are in the table."
        caption = f"{supposed} The largest is {each.dis_largest:.4f}."
        blocks.append(Table(names, [(score.above, score.to, score.cases) for score in each.dis], caption))
    return blocks


def _range(score: ScoreCases) -> str:
    above = f"above {score.above:,.0f}" if score.above else ""
    return ", ".join(each for each in (above, f"up to {score.to:,.0f}" if score.to is not None else "") if each)


def _limits(found: RiskFigures) -> list[Block]:
    text = (
        "A risk report counts; it makes no promise. It knows nothing of what else is published, nor of what somebody "
        f"knows beyond {attributes_in_words(len(found.lengths))}. A table without a rare combination may still tell a "
        "secret of a whole group. Only protection bounds what can be learned: `palermo protect`."
    )
    if found.missing is not MissingAs.OWN:
        text += (
            " Missing values were not counted as attributes here: whoever sees that a value is missing, and why, may "
            "find a person by that."
        )
    return [Paragraph(text)]

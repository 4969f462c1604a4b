"""What attackers found, in plain words, with three pictures."""

from palermo.protect.attacks._found import AttackFigures
from palermo.protect.attacks._membership import Membership
from palermo.protect.attacks._rates import Gain, Rate
from palermo.report import Bar, Bars, Block, Document, Facts, Note, Paragraph, Section, Table, show_share

MOST_COLUMNS = 12
"""Columns in the picture, those of the surest gain first; the table has all."""

TERMS = {
    "singling out": "A description found in the safe table fits exactly one real case.",
    "linkability": "Two people know different things of a person, and the table tells them that it is one person.",
    "attribute inference": "Somebody knows all but one thing of a person, and the table tells that one thing.",
    "membership": "Somebody knows a person, and the table tells whether she is in the release.",
    "control": "Cases of the same kind that are not in the release. What the table tells of them it tells of people in "
    "general; only what it tells beyond that is a leak.",
    "gain": "How much of what the comparison gets wrong the attack gets right: 0 % is nothing, 100 % is everything.",
    "range": "The true value lies in it in 19 of 20 repetitions; it is wide where few cases were tried.",
    "shadow release": "A release that the method makes of other cases, to see what it gives away; nobody else sees it.",
    "blind guess": "Always naming what most of these cases have.",
    "chance": "What succeeds without the table.",
}

DESCRIPTIONS = {"one value": "one value", "several values": "several values together"}


def document(found: AttackFigures) -> Document:
    """The report as people read it."""
    sections = [
        Section("What was tried", tuple(_tried(found))),
        Section("What attackers gain", (_gains(found), *_successes(found))),
        Section("Singling out one person", tuple(_singling_out(found))),
        Section("Linking what two people know", tuple(_linking(found))),
        Section("Guessing what is not known", tuple(_inference(found))),
        Section("Telling who is in the release", tuple(_membership(found))),
        Section("What this report can't tell", tuple(_limits(found))),
    ]
    return Document("What attackers find in a safe table", _lead(found), tuple(sections), TERMS)


def _compared(found: AttackFigures) -> str:
    return "chance" if found.control_cases is None else "people who are not in the release"


def _lead(found: AttackFigures) -> str:
    if not found.gains:
        return "No attack could be measured on these tables."
    name, most = max(found.gains.items(), key=lambda each: (each[1].low, each[1].value))
    if most.low <= 0:
        return (
            f"{len(found.gains)} attacks were measured, and none of them gains anything that can be told from chance: "
            f"the ranges of all hold 0\N{NO-BREAK SPACE}%. Other attackers may do better."
        )
    strongest = f"The strongest of {len(found.gains)} attacks is {name}: it gains {_gain(most)} over"
    if found.control_cases is None:
        return (
            f"{strongest} what succeeds without the table. Without a control, part of that may be knowledge of people "
            f"in general."
        )
    return f"{strongest} its comparison. Other attackers may do better."


def _gain(each: Gain | None) -> str:
    if each is None:
        return "–"
    return f"{show_share(each.value)} ({show_share(each.low)} to {show_share(each.high)})"


def _rate(each: Rate | None) -> str:
    if each is None:
        return "–"
    if each.tries is None:
        return show_share(each.share)
    return f"{show_share(each.share)} ({show_share(each.low)} to {show_share(each.high)})"


def _tried(found: AttackFigures) -> list[Block]:
    coarser = ", ".join(f"{found.called([name])} (by {how})" for name, how in found.coarser.items())
    blocks: list[Block] = [
        Note(
            "Never publish this report. It is computed exactly from people's cases, for those who protect them: keep "
            "it with the cases.",
            "problem",
        ),
        Facts(
            (
                ("Cases", found.cases),
                ("Cases in the safe table", found.safe_cases),
                ("Cases in the control", "no control" if found.control_cases is None else found.control_cases),
                ("Cases attacked", min(found.settings.targets, found.cases)),
                ("Columns that the attackers use", found.called(found.columns)),
                ("Read less exactly", coarser or "none"),
                ("Columns not comparable", found.called(found.left_aside) or "none"),
                ("Seed", str(found.seed)),
            )
        ),
    ]
    if found.control_cases is None:
        text = (
            "There is no control. A control is cases of the same kind that were held out of the release; it can't be "
            "taken from the cases afterwards, for they were all in it. Without one nobody can tell what the table says "
            "of a person from what it says of people in general, and membership by distance can't be measured at all."
        )
        blocks.append(Note(text, "caution"))
    return blocks


def _bar(label: str, rate: Rate, mark: float | None) -> Bar:
    if rate.tries is None:
        return Bar(label, rate.share, mark=mark)
    return Bar(label, rate.share, low=rate.low, high=rate.high, mark=mark)


def _gains(found: AttackFigures) -> Bars:
    return Bars(
        "What each attack gains",
        f"share of what the comparison gets wrong and the attack gets right; compared with {_compared(found)}",
        [Bar(name.capitalize(), each.value, low=each.low, high=each.high) for name, each in found.gains.items()],
        share=True,
        note="Singling out is compared with chance where the control is smaller than the cases; membership with a "
        "coin. Of attribute inference it is the column with the surest gain. Each range is right in 19 of 20 "
        "repetitions by itself: where many attacks are measured, one may seem to gain by luck.",
    )


def _successes(found: AttackFigures) -> list[Block]:
    bars = [
        _bar(f"Singling out, {each.kind}", each.attack, _mark(each.control, each.chance))
        for each in found.singling_out
        if each.attack is not None
    ]
    if found.linkability is not None:
        link = found.linkability
        bars.append(_bar("Linkability", link.attack, _mark(link.control, link.chance)))
    if found.membership is not None:
        bars.append(_bar("Membership: member or not", found.membership.ranking, 0.5))
    if found.shadow is not None:
        bars.append(_bar("Membership, by shadow releases", found.shadow.ranking, 0.5))
    if not bars:
        return []
    picture = Bars(
        "How often attacks succeed",
        "share of the tries that succeed",
        bars,
        share=True,
        mark="the comparison",
        note=f"The comparison: {_compared(found)}; for membership, a coin.",
    )
    return [picture]


def _mark(control: Rate | None, chance: Rate) -> float:
    return chance.share if control is None else control.share


def _singling_out(found: AttackFigures) -> list[Block]:
    text = (
        "The attacker takes descriptions that fit one case of the safe table. An attack succeeds when a description "
        "fits exactly one of the real cases. Chance: the best description that can be made without any table succeeds "
        "so often."
    )
    rows: list[tuple[object, ...]] = []
    for each in found.singling_out:
        tries = each.attack.tries if each.attack is not None else 0
        figures = (_rate(each.attack), _rate(each.chance), _rate(each.control), _gain(each.over_chance))
        rows.append((DESCRIPTIONS[each.kind], tries, *figures, _gain(each.over_control)))
    names = ("description", "tries", "success", "chance", "control", "gain over chance", "gain over control")
    blocks: list[Block] = [Paragraph(text), Table(names, rows, "Descriptions that fit one case.")]
    if found.control_cases is not None and found.control_cases < found.cases:
        text = (
            "The control is smaller than the cases: in fewer people a description fits one less often, so the two "
            "can't be compared here."
        )
        blocks.append(Note(text, "information"))
    if any(each.attack is None for each in found.singling_out):
        blocks.append(Note("Where there are no tries, the safe table has no such description.", "information"))
    return blocks


def _linking(found: AttackFigures) -> list[Block]:
    link = found.linkability
    if link is None:
        return [Paragraph("There are too few cases to choose halves from.")]
    text = (
        f"One attacker knows some columns of a person; another has {link.choices} people of whom the other columns are "
        f"known, and one of them is the same person. The safe table is asked which."
    )
    rates, gains = (link.attack, link.chance, link.control), (link.over_chance, link.over_control)
    rows = [(*map(_rate, rates), *map(_gain, gains))]
    names = ("right", "chance", "control", "gain over chance", "gain over control")
    columns = Facts((("Known to one", found.called(link.first)), ("Known to the other", found.called(link.second))))
    return [Paragraph(text), columns, Table(names, rows, "How often the right person is picked.")]


def _inference(found: AttackFigures) -> list[Block]:
    text = (
        "The attacker knows everything of a person but one column, looks up the nearest records in the safe table, and "
        "takes what most of them have. A useful table tells something about people in general, so that some guesses "
        "come out right of anybody: those of the control are the measure of that. What goes beyond it is a leak."
    )
    if not found.inference:
        return [Paragraph(text), Note("No column could be guessed.", "information")]
    with_control = found.control_cases is not None
    bars = [
        _bar(found.called([each.column]), each.attack, (each.control or each.blind).share)
        for each in found.inference[:MOST_COLUMNS]
    ]
    picture = Bars(
        "What can be guessed of a person",
        "share of the guesses that are right, by the column that is guessed",
        bars,
        share=True,
        mark="control" if with_control else "blind guess",
        note="The columns of the surest gain first.",
    )
    rows = [
        (
            found.called([each.column]),
            each.values,
            _rate(each.attack),
            _rate(each.blind),
            _rate(each.control),
            _gain(each.over_blind),
            _gain(each.over_control),
            each.column,
        )
        for each in found.inference
    ]
    gains = ("gain over blind guess", "gain over control")
    names = ("column", "values", "right", "blind guess", "control", *gains, "name")
    caption = "A set of codes is right only as a whole. The ranges of all columns hold at once."
    return [Paragraph(text), picture, Table(names, rows, caption)]


def _membership(found: AttackFigures) -> list[Block]:
    blocks: list[Block] = []
    if found.membership is None:
        blocks.append(Note("Membership by distance was not measured: there is no control.", "caution"))
    else:
        text = "The nearer the nearest record of the safe table, the more likely a person is in the release."
        blocks += [Paragraph(text), _told_apart(found.membership, "Members and people of the control.")]
    if found.shadow is not None:
        blocks += [Paragraph(_shadows(found)), _told_apart(found.shadow, "Releases with and without a person.")]
    else:
        text = "No shadow release was made (--shadows), so the method itself was not tried."
        blocks.append(Note(text, "information"))
    return blocks


def _shadows(found: AttackFigures) -> str:
    by = f" by its own settings ({found.method})" if found.method else ""
    text = f"The method was run again{by}, each time on half of the cases"
    if found.shadows is not None:
        taken = found.shadows.cases
        sample = f" (of {taken:,} drawn at random)" if 0 < taken < found.cases else ""
        text += (
            f"{sample}: {found.shadows.runs} shadow releases, and each of the {found.shadows.targets} most exposed "
            f"people is in half of them"
        )
    text += (
        ". A person is taken to be in a release when it comes nearer to her than it mostly does. What is found here is "
        "the least that can be found: another attack may do better. In a smaller release a person weighs more than in "
        "the real one. Nothing of this is published, so nothing is entered in the ledger."
    )
    return text


def _told_apart(each: Membership, caption: str) -> Table:
    names = ("members", "others", "member is nearer", "chance", "members found", "others mistaken for one", "gain")
    figures = (_rate(each.ranking), show_share(0.5), _rate(each.found), _rate(each.mistaken), _gain(each.over_chance))
    row = (each.members, each.others, *figures)
    return Table(names, [row], caption)


def _limits(found: AttackFigures) -> list[Block]:
    text = (
        "These are attacks by people who know much and try what is well known. That they fail proves nothing: it is no "
        "promise, as differential privacy is one. Figures are averages over the cases tried; a single person may "
        "be far more exposed. The control has to be like the cases: of another year or place, it shows less than is "
        "known of people in general, and attacks look stronger than they are."
    )
    if found.control_cases is None:
        text += " Without a control, gains in guessing and linking are over chance alone, and are no measure of a leak."
    return [Paragraph(text)]

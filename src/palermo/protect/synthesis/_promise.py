"""What differentially private cases promise, in words and numbers that may be published."""

from math import exp

from palermo.protect._words import MEANINGS, attributes_in_words
from palermo.protect.synthesis._synthesise import SynthesisReport
from palermo.report import Bar, Bars, Block, Document, Facts, Note, Paragraph, Section, Table, show

STEPS = {"cases": "number of cases", "sizes": "sizes of cases", "kinds": "reasons why values are missing"}


def promise(report: SynthesisReport) -> Document:
    """The promise, what it was spent on, and how exact the counts are. It holds nothing that is not protected."""
    lead = (
        f"{report.records:,} cases were made from noisy counts. No row is a person's: whether one person's case was "
        "among those counted hardly changes what is published."
    )
    sections = [
        Section("What is promised", tuple(_promised(report))),
        Section("What the budget was spent on", (_budget(report),)),
        Section("How exact the counts are", tuple(_noise(report))),
    ]
    return Document("Differentially private cases", lead, tuple(sections), MEANINGS)


def _promised(report: SynthesisReport) -> list[Block]:
    factor = f"{float(f'{exp(report.epsilon):.2g}'):,.0f}" if report.epsilon > 3 else f"{exp(report.epsilon):.2f}"
    facts: list[tuple[str, object]] = [("ε", f"{report.epsilon:g}"), ("δ", show(report.delta))]
    facts += [("Longest combination measured", attributes_in_words(report.length))]
    if report.rare is not None:
        facts.append(("Smallest noisy count of a combination that may appear", report.rare))
    told: list[Block] = [
        Paragraph(
            "Whatever somebody finds in these cases, she would have found with much the same likelihood had any one "
            f"case been left out: the two likelihoods differ by a factor of {factor} (e to the power ε) at most, but "
            "for a chance of δ. That holds whatever she knows already, and whatever is published elsewhere of other "
            "cases."
        ),
        Facts(facts),
    ]
    if report.epsilon > 4:
        told.append(
            Note(
                f"An ε of {report.epsilon:g} is a weak guarantee by itself. It bounds what can be learnt about one "
                "case; it does not say that nothing can.",
                "caution",
            )
        )
    return told


def _budget(report: SynthesisReport) -> Table:
    whole = sum(mu * mu for mu in report.mus.values())
    rows = [
        (STEPS.get(str(step), f"combinations, {step}"), round(mu, 4), mu * mu / whole)
        for step, mu in report.mus.items()
    ]
    caption = "Each step is a Gaussian mechanism with the parameter μ; the squares of all add up."
    return Table(("step", "μ", "share"), rows, caption, bars="share")


def _noise(report: SynthesisReport) -> list[Block]:
    bars = [Bar(f"{attributes_in_words(length)} together", round(sd, 1)) for length, sd in enumerate(report.sd, 1)]
    return [
        Bars(
            "Noise in one count",
            "standard deviation of the noise before records were fitted, by how many attributes are counted together",
            bars,
            unit="cases",
            note="Fitting records to all counts together then takes off much of it.",
        ),
        Paragraph(
            f"Of {report.domain:,} attributes that a case may have by the code lists, {report.combined:,} were counted "
            f"in combinations: {report.pairs:,} pairs and {report.triples:,} triples."
        ),
    ]

"""What to be careful about whatever the design."""

from collections.abc import Sequence

from palermo.estimate._impact._read import Answers
from palermo.estimate._impact._results import Caution
from palermo.estimate._impact._wild import FEW_CLUSTERS

FEWEST_IN_AN_ARM = 6
"""Clusters of an arm below which no method holds well (MacKinnon and Webb 2018, Econometrics Journal 21(2))."""

POLITE = Caution(
    "social_desirability",
    "Answers are what people told an interviewer. Who has heard a campaign knows which answer it hopes for, so that "
    "answers may improve where minds did not; ask by a list experiment or watch what people do.",
)

DETECTION = Caution(
    "detection",
    "If this counts identified victims, cases or calls: more of them may mean better detection, and not more "
    "trafficking; fewer may mean worse detection, and not less.",
)

NO_CLUSTERS = Caution(
    "no_clusters",
    "No clusters were named, so each person counts as drawn alone. If villages, schools or sites were chosen, the "
    "interval is too narrow: name their column.",
)


def cluster_cautions(groups: int, arms: Sequence[int]) -> list[Caution]:
    """What to say of few clusters. arms: clusters in each arm."""
    found = []
    if groups < FEW_CLUSTERS:
        text = (
            f"There are {groups} clusters, fewer than {FEW_CLUSTERS}: the usual formula would promise too much, and "
            "the more careful of two other methods gives the interval and p."
        )
        found.append(Caution("few_clusters", text))
    if arms and min(arms) < FEWEST_IN_AN_ARM:
        text = (
            f"One group has {min(arms)} clusters only. What else happened in one of these places weighs as much as "
            "what was done; the interval allows for chance, and not for that."
        )
        found.append(Caution("few_in_an_arm", text))
    return found


def count_cautions(answers: Answers) -> list[Caution]:
    """Whether the outcome looks like a count."""
    return [DETECTION] if answers.whole_numbers else []

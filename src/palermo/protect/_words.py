"""Words of protection that a reader may not know, each with a sentence: what reports of protected cases explain."""

from collections.abc import Mapping

MEANINGS: Mapping[str, str] = {
    "attribute": "One thing known of a person: one code of one column, such as citizenship = Philippines.",
    "combination": "A few things known of one person together, such as gender, age and where she was exploited.",
    "differential privacy": "A promise that what is published would be nearly the same whether or not any one person "
    "is in it.",
    "differentially private": "Nearly the same whether or not any one person is in it.",
    "k-anonymity": "A promise that whatever few things somebody knows of a person, k cases or more have them all.",
    "k-anonymous": "Such that whatever few things somebody knows of a person, k cases or more have them all.",
    "k-synthetic": "Put together from real values, and only from such as k cases or more have all together.",
    "k": "The smallest group that may be told apart, in cases.",
    "ε": "Epsilon: how much may depend on any one case. 1 protects strongly, 4 moderately, 12 weakly.",
    "δ": "Delta: the chance that more than that is told of a case; below one over the number of cases.",
    "μ": "Mu: how much a step may depend on any one case, in a measure that adds up; ε follows from the whole.",
    "Gaussian mechanism": "A count to which a random number is added, drawn from the bell curve, so that one case more "
    "or less hardly shows.",
    "noise": "Random numbers added to counts, so that nobody can tell from them whether a certain case was counted.",
    "noisy count": "A count to which a random number was added.",
    "standard deviation": "How far off a count mostly is: two in three are not further off, nineteen in twenty not "
    "twice as far.",
    "budget": "How much all steps together may depend on any one case: ε at δ.",
    "rare": "In fewer cases than the smallest group that may be told apart, so that it may point to a person.",
    "unique": "In one case only: it is like a name.",
    "withheld": "Taken out on purpose, to protect somebody; marked as suppressed.",
    "suppressed": "Taken out on purpose, to protect somebody. It is not an unknown value.",
    "occurrence": "A case that has a combination: a case counts once for each combination that it has.",
    "quasi-identifier": "What somebody may know of a person from elsewhere: her age, her nationality, where she "
    "worked.",
    "code list": "All values that a column may have, each with what it means.",
}
"""By word, in English; the plural is explained too."""


def attributes_in_words(number: int) -> str:
    """How long a combination is.

    >>> attributes_in_words(1), attributes_in_words(3)
    ('1 attribute', '3 attributes')
    """
    return "1 attribute" if number == 1 else f"{number} attributes"

"""The methods, in the order of the panel: what each is called, rests on, and where it comes from."""

from palermo.estimate._results import Method

_ALL = (
    Method(
        "pairs",
        "Two lists that overlap most (Chapman)",
        "Being on the one list changes the odds of being on the other by the stated factor at most, up or down; "
        "everybody can be on each.",
        "Chapman 1951, University of California Publications in Statistics 1, 131-160",
    ),
    Method(
        "chao",
        "Chao's lower bound",
        "Lists may differ in how far they reach, and people in how easily they are found, but whoever is easier for "
        "one list to find is not harder for the others: then the true number is this or more.",
        "Chao 1989, Biometrics 45(2), 427-438; as a log-linear model Rivest and Baillargeon 2007, Biometrics 63(4), "
        "999-1006",
    ),
    Method(
        "coverage",
        "Sample coverage",
        "Lists depend on each other only two by two, in a way that the overlaps of pairs show.",
        "Chao and Tsay 1998, Journal of the American Statistical Association 93(441), 283-293",
    ),
    Method(
        "independence",
        "Independent lists",
        "Being on one list makes it neither likelier nor less likely to be on another.",
        "Fienberg 1972, Biometrika 59(3), 591-603",
    ),
    Method(
        "stepwise",
        "Stepwise choice of pairs",
        "Only those pairs of lists depend on each other whose overlap shows it clearly; lists do not depend three by "
        "three.",
        "Chan, Silverman and Vincent 2021, Journal of the American Statistical Association 116(535), 1297-1306",
    ),
    Method(
        "bic",
        "Best model by BIC",
        "One hierarchical log-linear model is true, it is the one with the smallest BIC, and lists do not depend on "
        "each other more at a time than the models have it.",
        "Silverman, Chan and Vincent 2024, Statistics and Computing 34, 44",
    ),
    Method(
        "bma",
        "Average of models by BIC",
        "One of the hierarchical log-linear models is true, each as likely as its BIC says, and lists do not depend on "
        "each other more at a time than the models have it.",
        "Hoeting, Madigan, Raftery and Volinsky 1999, Statistical Science 14(4), 382-417",
    ),
    Method(
        "threshold",
        "Bayesian threshold",
        "Dependence between lists is moderate, as a normal prior with standard deviation 1 says, and what is small "
        "beside its uncertainty is none.",
        "Silverman 2020, Journal of the Royal Statistical Society A 183(3), 691-736",
    ),
    Method(
        "graphs",
        "Average of decomposable graphs",
        "Lists depend on each other through a decomposable graph in which at least two lists are independent given "
        "the others.",
        "Madigan and York 1997, Biometrika 84(1), 19-31",
    ),
    Method(
        "classes",
        "Latent classes",
        "People are of a few kinds, each of which is found often enough to be told from the others; within a kind, "
        "lists are independent of each other.",
        "Manrique-Vallier 2016, Biometrics 72(4), 1246-1254",
    ),
)

METHODS = {method.key: method for method in _ALL}
"""Every method by its key, in the order in which the panel shows them."""

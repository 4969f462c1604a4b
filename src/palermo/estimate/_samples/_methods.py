"""The methods for samples: what each is called, rests on, and where it comes from."""

from palermo.estimate._results import Method

_ALL = (
    Method(
        "design",
        "Design-based estimate",
        "Everybody in the population had the chance of being asked that the weights say, and those who did not answer "
        "are like those who did.",
        "Binder 1983, International Statistical Review 51(3), 279-292",
    ),
    Method(
        "rds_i",
        "Respondent-driven sampling, RDS-I (Salganik-Heckathorn)",
        "People recruit at random among those they know, acquaintance is mutual, the chains are long enough to forget "
        "their seeds, the network hangs together, and everybody tells rightly how many they know.",
        "Salganik and Heckathorn 2004, Sociological Methodology 34(1), 193-239",
    ),
    Method(
        "rds_ii",
        "Respondent-driven sampling, RDS-II (Volz-Heckathorn)",
        "Recruitment walks at random through one network of mutual acquaintances much larger than the sample, has "
        "forgotten its seeds, and everybody tells rightly how many they know.",
        "Volz and Heckathorn 2008, Journal of Official Statistics 24(1), 79-97",
    ),
    Method(
        "sequential",
        "Respondent-driven sampling, sequential (Gile's SS)",
        "People enter the sample one after the other, each with a chance proportional to how many they know, nobody "
        "twice; the population has the size that was given; seeds do not matter.",
        "Gile 2011, Journal of the American Statistical Association 106(493), 135-146",
    ),
    Method(
        "ratio",
        "Network scale-up, ratio of sums",
        "Everybody is as likely to know a hidden person as anybody else, knows that the person is one, and is known "
        "about by as many people as others are.",
        "Killworth, McCarty, Bernard, Shelley and Johnsen 1998, Evaluation Review 22(2), 289-308",
    ),
    Method(
        "mean_of_ratios",
        "Network scale-up, mean of ratios",
        "The share of hidden people among those whom one knows is, on average over respondents, their share in the "
        "population; everybody knows of it.",
        "Killworth, Johnsen, McCarty, Shelley and Bernard 1998, Social Networks 20(1), 23-50",
    ),
    Method(
        "generalised",
        "Network scale-up, generalised",
        "Every report is of a person who is hidden, and hidden people are visible, on average, to as many of those "
        "asked as the visibility says.",
        "Feehan and Salganik 2016, Sociological Methodology 46(1), 153-186",
    ),
    Method(
        "list_experiment",
        "List experiment, difference in means",
        "Chance decided who saw the sensitive item, it does not change the answers to the others, and nobody lies "
        "about the number.",
        "Blair and Imai 2012, Political Analysis 20(1), 47-77",
    ),
    Method(
        "warner",
        "Randomised response, Warner's question",
        "Everybody answers the question that the device chose, and answers it truly.",
        "Warner 1965, Journal of the American Statistical Association 60(309), 63-69",
    ),
    Method(
        "forced",
        "Randomised response, forced answers",
        "Everybody says what the device tells them to say, and otherwise the truth.",
        "Boruch 1971, The American Sociologist 6(4), 308-311",
    ),
    Method(
        "unrelated",
        "Randomised response, unrelated question",
        "Everybody answers the question that the device chose, and answers it truly; the share of yes to the harmless "
        "question is known, or the same in both halves of the sample.",
        "Greenberg, Abul-Ela, Simmons and Horvitz 1969, Journal of the American Statistical Association 64(326), "
        "520-539",
    ),
)

SAMPLE_METHODS = {method.key: method for method in _ALL}
"""Every method for samples by its key."""

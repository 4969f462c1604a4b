"""The designs: what each is called, what must be true for it, and where it comes from."""

from palermo.estimate._results import Method

_ALL = (
    Method(
        "difference_in_differences",
        "Difference in differences",
        "Without it, the treated group would have changed as the comparison group did, and nothing of what was done "
        "reached the comparison group.",
        "Angrist and Pischke 2009, Mostly Harmless Econometrics, chapter 5; errors: MacKinnon, Nielsen and Webb 2023, "
        "Journal of Econometrics 232(2), 272-299",
    ),
    Method(
        "before_after",
        "Before and after, without a comparison",
        "Nothing else that matters changed between the waves, and those asked after are like those asked before. "
        "Nothing in the data can show it.",
        "Newcombe 1998, Statistics in Medicine 17(8), 873-890 and 17(22), 2635-2650",
    ),
    Method(
        "groups",
        "Two groups after",
        "The groups were alike before, as they are where lots decided who was treated.",
        "Newcombe 1998, Statistics in Medicine 17(8), 873-890",
    ),
    Method(
        "staggered",
        "Staggered roll-out (group-time effects)",
        "Without it, those treated early would have changed as those not treated by then did; nobody changed before it "
        "began, and once begun it did not end.",
        "Callaway and Sant'Anna 2021, Journal of Econometrics 225(2), 200-230",
    ),
    Method(
        "interrupted",
        "Interrupted time series",
        "Without it, the series would have gone on along its own line and seasons; nothing else began at that time.",
        "Wagner, Soumerai, Zhang and Ross-Degnan 2002, Journal of Clinical Pharmacy and Therapeutics 27(4), 299-309; "
        "errors: Cheang and Reinsel 2000, JASA 95(452), 1173-1184; Newey and West 1987, Econometrica 55(3), 703-708",
    ),
    Method(
        "synthetic",
        "Synthetic control",
        "A weighted mean of others that went the same way before would have gone the same way after; none of them was "
        "touched, and nothing else happened to one of them alone.",
        "Abadie, Diamond and Hainmueller 2010, JASA 105(490), 493-505",
    ),
)

DESIGNS = {each.key: each for each in _ALL}
"""All designs by key."""

"""Differential privacy: a public domain, a budget, noise, and counts with it."""

from palermo.protect.privacy._budget import (
    MOST_EPSILON,
    Budget,
    check_delta,
    delta_of,
    epsilon_of,
    spent,
    split,
    usual_delta,
)
from palermo.protect.privacy._domain import Domain, Members, check_domain, domain_of, members
from palermo.protect.privacy._noise import Noise, discrete_sd, noisy, require_library, smoothing_error

__all__ = [
    "MOST_EPSILON",
    "Budget",
    "Domain",
    "Members",
    "Noise",
    "check_delta",
    "check_domain",
    "delta_of",
    "discrete_sd",
    "domain_of",
    "epsilon_of",
    "members",
    "noisy",
    "require_library",
    "smoothing_error",
    "spent",
    "split",
    "usual_delta",
]

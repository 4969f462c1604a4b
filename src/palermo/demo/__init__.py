"""Invented cases, written as three invented contributors would send them: what to try everything with.

Nobody in them exists, and nothing in them was taken from real data; see `profiles.yaml`.
"""

from palermo.demo._make import Demo, Sending, make
from palermo.demo._sending import Spoilt

__all__ = ["Demo", "Sending", "Spoilt", "make"]

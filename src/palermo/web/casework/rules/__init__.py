"""What follows from answers: computed, and decided by nobody. Data first, everything else after it; no database here.

Lists of indicators, factors and items are files in `data/`, each with its source and whether it was confirmed.
"""

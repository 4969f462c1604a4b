"""k-anonymity: say less exactly, then withhold, and count again what comes out."""

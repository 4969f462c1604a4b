"""Cases as sets of attributes in integers, and every combination of them counted."""

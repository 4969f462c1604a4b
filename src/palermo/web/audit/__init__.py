"""The audit: who did what, when, to which record, why and from where. It is written once and never changed.

Whatever writes or reads a record does it inside `recorded()` and says so with `record()`; the entries are written at
the end of that transaction, chained each to the one before by a keyed digest. The database refuses to change or delete
them, and `palermo casework verify-audit` finds what was changed past it.
"""

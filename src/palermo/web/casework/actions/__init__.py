"""What can be done in case work: one function an action. It checks who may and when, changes, and records."""

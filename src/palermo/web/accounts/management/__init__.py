"""What the operator of an installation does with accounts at the command line."""

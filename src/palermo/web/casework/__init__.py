"""Case work: the safe record of a person's protection, from the first meeting to the end of her case."""

"""Invented records that keep what counts of real ones say."""

"""Whom a few attributes single out."""

"""Differential privacy: a public domain, a budget, noise, and counts with it."""

"""Accounts: organisations, teams, users, roles; who may sign in, and how; what each may do."""

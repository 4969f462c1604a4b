"""Triggers that refuse to change or delete an entry, for the migration and for the test that tries."""

from typing import Any

REFUSED = "entries of the audit are never changed or deleted"

SQLITE = [
    f"CREATE TRIGGER audit_no_{verb.lower()} BEFORE {verb} ON audit_entry "
    f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
    for verb in ("UPDATE", "DELETE")
]  # fmt: skip

POSTGRESQL = [
    f"CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{REFUSED}'; END $$",
    "CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON audit_entry "
    "FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
    "CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit_entry "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
]


def add(apps: Any, editor: Any) -> None:
    """Add them to the database that is being migrated."""
    for statement in POSTGRESQL if editor.connection.vendor == "postgresql" else SQLITE:
        editor.execute(statement)


def remove(apps: Any, editor: Any) -> None:
    """Take them away again, where a migration is undone."""
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP TRIGGER IF EXISTS audit_no_change ON audit_entry")
        editor.execute("DROP TRIGGER IF EXISTS audit_no_truncate ON audit_entry")
        editor.execute("DROP FUNCTION IF EXISTS audit_refuse()")
    else:
        editor.execute("DROP TRIGGER IF EXISTS audit_no_update")
        editor.execute("DROP TRIGGER IF EXISTS audit_no_delete")

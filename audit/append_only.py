"""Append-only tables, by a trigger: what is written stays, whatever code or person tries to change it."""

from django.db import migrations


def append_only(table: str) -> migrations.RunSQL:
    """An operation that makes the database refuse UPDATE and DELETE on `table`. TRUNCATE stays (tests empty tables)."""
    return migrations.RunSQL(
        f"""
        CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$;
        CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
        FOR EACH ROW EXECUTE FUNCTION refuse_change()
        """,
        f"DROP TRIGGER {table}_append_only ON {table}",
    )

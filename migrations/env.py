"""How Alembic reaches the database of the application. Call it through `flask --app wsgi db …` or `lms.db.schema`."""

from alembic import context
from flask import current_app

from lms.db import Model, UtcDateTime, db
from lms.db.transactions import as_writer


def render_item(kind: str, item: object, autogen_context: object) -> str | bool:  # noqa: ARG001  Alembic's signature
    """Write the product's own types into migrations as plain ones, so that old migrations never import today's code."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run() -> None:
    """Run the migrations on one connection."""
    is_sqlite = db.engine.dialect.name == "sqlite"
    with as_writer(), db.engine.connect() as connection:
        if is_sqlite:  # tables are rebuilt by copying, which must not trip over the rows that point to them
            connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=OFF")
        context.configure(connection=connection, target_metadata=Model.metadata, render_as_batch=is_sqlite,
                          compare_type=True, render_item=render_item, transactional_ddl=True)  # fmt: skip
        try:
            with context.begin_transaction():
                if not is_sqlite:
                    connection.exec_driver_sql("SET LOCAL lock_timeout = '10s'")
                context.run_migrations()
        finally:
            if is_sqlite:
                connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=ON")


assert current_app
run()

"""Runs the migrations on the connection that `database` hands over, in its transaction."""

from alembic import context


def run() -> None:
    """Run what is asked of the migrations."""
    context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
    context.run_migrations()


# Alembic loads this file under that name; any other import only looks at it.
if __name__ == "env_py":
    run()

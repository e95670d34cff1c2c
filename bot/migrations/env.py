"""Run by alembic for each command: hands it the connection that `bot.database` opened."""

from alembic import context

from bot.tables import staff

# The caller's transaction holds all steps: they are kept together or not at all.
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=staff.metadata,  # the one of all tables
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()

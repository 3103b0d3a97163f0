"""What Alembic runs: the migrations, on the connection that `bot.store.upgrade` hands over."""

from alembic import context

from bot.store.every_table import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()

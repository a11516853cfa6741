"""Durable tasks of export and deletion. Idempotent: a worker's death puts a task back."""

from django.tasks import task

from . import departing, exporting


@task()
def make_export(pk: int) -> str:
    """Make the ZIP of an ordered export."""
    return exporting.perform(pk)


@task()
def delete_departed(pk: int) -> str:
    """Delete an association whose departure was confirmed; the state afterwards."""
    return departing.carry_out(pk)

"""Durable tasks (django.tasks). Idempotent: a worker's death puts a task back."""

from django.tasks import task

from .work import perform


@task()
def work_on_import(pk: int) -> str:
    """Check or write an import; returns its state afterwards."""
    return perform(pk)

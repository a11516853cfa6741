"""Durable tasks (django.tasks). Idempotent: a worker's death puts a task back."""

from django.tasks import task

from . import delivery


@task(queue_name="mail")
def deliver_message(pk: int) -> str:
    """Send one message of the outbox if it still waits; returns its state afterwards, empty if it was not taken."""
    return delivery.deliver_one(pk) or ""

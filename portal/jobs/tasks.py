"""Durable tasks (django.tasks). Idempotent: a worker's death puts a task back."""

from django.tasks import task

from . import delivery


@task(queue_name="mail")
def deliver_message(pk: int) -> str:
    """Send one message of the outbox if it still waits; returns its state afterwards, empty if it was not taken."""
    return delivery.deliver_one(pk) or ""


@task(queue_name="mail")
def deliver_messages(pks: list[int]) -> dict[str, int]:
    """Send these messages of the outbox, those that still wait; returns how many ended in which state."""
    return dict(delivery.deliver_these(pks))

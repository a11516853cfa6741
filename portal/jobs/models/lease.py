"""Whose turn it is with work that only one worker may do at a time."""

from django.db import models


class Lease(models.Model):
    """One kind of such work; `portal.jobs.leases` takes, keeps and gives it back. Without a `holder` it is free."""

    name = models.CharField(max_length=64, primary_key=True)
    holder = models.CharField(max_length=64, blank=True)
    until = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.name

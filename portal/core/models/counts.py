"""Counting for `portal.core.limits`."""

from django.db import models


class UseCount(models.Model):
    """How often something was used in one window; `key` names what, by whom (a keyed hash) and the window."""

    key = models.CharField(max_length=200, primary_key=True)
    number = models.PositiveIntegerField()
    until = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = "count of uses"
        verbose_name_plural = "counts of uses"

    def __str__(self) -> str:
        return f"{self.key}: {self.number}"

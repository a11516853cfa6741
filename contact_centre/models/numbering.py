"""Numbers of records: one series for each association, kind and year, without gaps."""

from django.db import models
from django.db.models import F
from wagtail.models import Site


class NumberSeries(models.Model):
    """The last number given in a series."""

    class Kind(models.TextChoices):
        REQUEST = "request"
        ACTIVITY = "activity"

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind)
    year = models.PositiveSmallIntegerField()
    last_number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "kind", "year"], name="one_series_a_year")]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}: {self.last_number}"

    @classmethod
    def next_number(cls, *, site_id: int, kind: str, year: int) -> int:
        """Give out the next number, from 1. Call it inside the transaction that uses the number.

        The updated row stays locked until that transaction ends: a second caller waits, and a number
        rolled back is given again.
        """
        series = cls.objects.filter(site_id=site_id, kind=kind, year=year)
        if not series.update(last_number=F("last_number") + 1):
            cls.objects.get_or_create(site_id=site_id, kind=kind, year=year)
            series.update(last_number=F("last_number") + 1)
        return series.values_list("last_number", flat=True).get()

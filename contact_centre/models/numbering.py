"""Numbers of records: one series for each association, kind and year, without gaps."""

from django.db import connection, models
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
        """Give out the next number of one series (`next_numbers`)."""
        return cls.next_numbers((kind, year), site_id=site_id)[0]

    @classmethod
    def next_numbers(cls, *series: tuple[str, int], site_id: int) -> list[int]:
        """Give out the next number, from 1, of each of these series (kind and year), in one statement.

        Call it inside the transaction that uses the numbers. The rows stay locked until that transaction ends:
        a second caller waits, and a number rolled back is given again.
        """
        table = cls._meta.db_table
        rows = ", ".join(["(%s, %s, %s, 1)"] * len(series))
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} (site_id, kind, year, last_number) VALUES {rows}"  # noqa: S608 - no value in it
                f" ON CONFLICT (site_id, kind, year) DO UPDATE SET last_number = {table}.last_number + 1"
                " RETURNING kind, year, last_number",
                # Always in one order, so that two callers never wait for each other.
                [value for kind, year in sorted(series) for value in (site_id, kind, year)],
            )
            given = {(kind, year): number for kind, year, number in cursor.fetchall()}
        return [given[one] for one in series]

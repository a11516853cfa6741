"""The directory's own search index (decision 7): one row of analysed terms per published service."""

from django.db import models
from wagtail.models import Site


class SearchEntry(models.Model):
    """What a published service is found by, as space-separated terms (`services_directory.search.text`).

    Written by `services_directory.search.index` only. The database keeps its full-text index beside it
    by itself: a generated ``tsvector`` column with a GIN index on PostgreSQL, an FTS5 table fed by
    triggers on SQLite (`services_directory.search.schema`, installed by a migration).
    """

    service = models.OneToOneField(
        "services_directory.Service", on_delete=models.CASCADE, primary_key=True, related_name="search_entry"
    )
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    name_terms = models.TextField()
    kind_terms = models.TextField(blank=True)
    other_terms = models.TextField(blank=True)

    class Meta:
        verbose_name = "search entry"
        verbose_name_plural = "search entries"

    def __str__(self) -> str:
        return f"{self.service_id}: {self.name_terms}"

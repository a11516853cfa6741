"""The directory's own search index (decisions 7 and 17): terms of every published service, words and places by key."""

from django.db import models
from wagtail.models import Site

from portal.tenancy.models import Municipality


class SearchEntry(models.Model):
    """What a published service is found by, as space-separated terms (`services_directory.search.text`).

    Written by `services_directory.search.index` only. The database keeps its full-text index beside it
    by itself: a generated ``tsvector`` column with a GIN index on PostgreSQL, an FTS5 table fed by
    triggers on SQLite (`services_directory.search.schema`, installed by a migration).
    """

    service = models.OneToOneField(
        "services_directory.Service", on_delete=models.CASCADE, primary_key=True, related_name="search_entry"
    )
    # The full-text index has the site; another one would tempt PostgreSQL to walk over a whole association.
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+", db_index=False)
    name_terms = models.TextField()
    kind_terms = models.TextField(blank=True)
    other_terms = models.TextField(blank=True)

    class Meta:
        verbose_name = "search entry"
        verbose_name_plural = "search entries"

    def __str__(self) -> str:
        return f"{self.service_id}: {self.name_terms}"


class WordKey(models.Model):
    """A word of an association's services under one of the keys it is looked up by when mistyped (S2).

    Written along with the entries, for words new to the association; `search.spelling` makes the keys.
    """

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=5)
    word = models.CharField(max_length=40)

    class Meta:
        verbose_name = "key of a word"
        verbose_name_plural = "keys of words"
        constraints = [models.UniqueConstraint(fields=["key", "site", "word"], name="word_key_once")]
        indexes = [models.Index(fields=["site", "word"], name="words_of_a_site")]

    def __str__(self) -> str:
        return f"{self.key}: {self.word}"


class PlaceKey(models.Model):
    """A municipality of an association (a member, or one where services stand) under a key of its name."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=5)
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = "key of a municipality"
        verbose_name_plural = "keys of municipalities"
        constraints = [models.UniqueConstraint(fields=["key", "site", "municipality"], name="place_key_once")]
        indexes = [models.Index(fields=["site"], name="place_keys_of_a_site")]

    def __str__(self) -> str:
        return f"{self.key}: {self.municipality_id}"

"""What can be done about searches without a result: words are added to kinds and everything is found by them."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Site

from portal.core.czech import fold

from ..actions import reindex_kind
from ..models import SearchSynonym, Service, ServiceKind, UnansweredQuery
from ..models.wording import LONGEST_TEXT
from .find import ask
from .index import index_services


@transaction.atomic
def add_word(*, site: Site, kind: ServiceKind, text: str, user: Any = None) -> SearchSynonym:
    """Let the services of `kind` in the association of `site` be found by `text`; adding it twice changes nothing.

    Raises ValidationError for an empty or overlong text.
    """
    word = " ".join(text.split())
    if not word or len(word) > LONGEST_TEXT:
        raise ValidationError({"text": _("Write a word or a short phrase.")})
    synonym, is_new = SearchSynonym.objects.get_or_create(site=site, kind=kind, text=word)
    if is_new:
        log(instance=synonym, action="services_directory.add_word", user=user, data={"kind": kind.name, "word": word})
        reindex_words(site_id=site.pk, kind=kind)
    return synonym


@transaction.atomic
def answer_query(*, query: UnansweredQuery, kind: ServiceKind, text: str = "", user: Any = None) -> int:
    """Add a word (the query itself unless `text` is given) to `kind` and ask again.

    Returns how many services the query finds now; if any, it is marked as solved today.
    """
    add_word(site=query.site, kind=kind, text=text or query.text, user=user)
    count = services_answering(query)
    if count:
        query.resolved_on = timezone.localdate()
        query.save(update_fields=["resolved_on"])
    return count


def services_answering(query: UnansweredQuery) -> int:
    """How many services `query` finds now in its association."""
    return ask(query.text, [query.site_id]).hits.count()


@transaction.atomic
def adopt_word(*, synonym: SearchSynonym, user: Any = None) -> int:
    """Make an association's word the whole network's: the kind takes it over, the associations' own rows go.

    Returns how many services are found by it now.
    """
    kind, word = synonym.kind, synonym.text
    if fold(word) not in {fold(line) for line in kind.synonyms.splitlines()}:
        kind.synonyms = "\n".join([*kind.synonyms.rstrip().splitlines(), word])
        kind.save(update_fields=["synonyms", "changed_at"])
    log(instance=kind, action="services_directory.adopt_word", user=user, data={"kind": kind.name, "word": word})
    same = [row.pk for row in SearchSynonym.objects.filter(kind=kind) if fold(row.text) == fold(word)]
    SearchSynonym.objects.filter(pk__in=same).delete()
    return reindex_kind(kind=kind)


@transaction.atomic
def reindex_words(*, site_id: int, kind: ServiceKind) -> int:
    """Bring the index up to date after an association's words for `kind` changed; returns how many services."""
    ids = list(Service.objects.for_site(site_id).filter(live=True).of_kind(kind).values_list("pk", flat=True))
    index_services(ids)
    return len(ids)

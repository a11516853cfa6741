"""Search over services, the same answers on both databases."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from portal.core.search import search_providers
from portal.tenancy.models import Association
from services_directory.actions import publish_service, reindex_kind, unpublish_service
from services_directory.checks import search_index_in_step
from services_directory.models import SearchEntry, Service
from services_directory.search import schema
from services_directory.search.query import Question

from .factories import kind, make_service, members


def found(association: Association, query: str, *, prefix: bool = False) -> list[str]:
    hits = Service.objects.matching(Question(query, prefix=prefix), [association.site])
    return [service.name for service in hits]


@pytest.mark.spec("S1", "DIR-1")
@pytest.mark.parametrize(
    "query",
    [
        "škola",
        "skola",
        "ŠKOLÁM",
        "skolach",
        "hořice škola",
        "škola v Hořicích",
        "skola horicich",
        "zakladni",
        "učení Husova",
    ],
)
def test_a_service_is_found_by_name_kind_place_and_synonyms(association: Association, query: str) -> None:
    make_service(association, name="Základní škola Eduarda Štorcha", kind="primary_school", street="Husova")
    make_service(association, name="Sběrný dvůr", kind="recycling_yard", municipality=members(association)[1])
    assert found(association, query) == ["Základní škola Eduarda Štorcha"]


def test_a_service_is_found_by_its_operating_body_and_subject(association: Association) -> None:
    make_service(
        association, name="Středisko", kind="home_care", operator_name="Oblastní charita", subject="Rozvoz obědů"
    )
    assert found(association, "charity") == ["Středisko"]
    assert found(association, "obědy") == ["Středisko"]


def test_the_name_counts_most_and_the_kind_more_than_the_rest(association: Association) -> None:
    make_service(association, name="Kino v divadle", kind="cinema")
    make_service(association, name="Kolárovo divadlo", kind="theatre")
    make_service(association, name="Stará scéna", kind="theatre")
    make_service(association, name="Anenský sál", kind="cultural_centre", subject="Půjčujeme sál divadlům.")
    assert found(association, "divadlo") == ["Kolárovo divadlo", "Stará scéna", "Kino v divadle", "Anenský sál"]
    assert found(association, "divadlo kino") == ["Kino v divadle"]


def test_every_word_has_to_be_found(association: Association) -> None:
    make_service(association, name="Pošta Hořice", kind="post_office")
    make_service(association, name="Pošta Žernov", kind="post_office", municipality=members(association)[1])
    assert found(association, "pošta Žernov") == ["Pošta Žernov"]
    assert found(association, "pošta Praha") == []


def test_the_beginning_of_a_word_is_enough_when_asked_for(association: Association) -> None:
    make_service(association, name="Gymnázium", kind="secondary_school")
    assert found(association, "gymn") == []
    assert found(association, "gymn", prefix=True) == ["Gymnázium"]


@pytest.mark.parametrize(
    "query", ["'", '"', "a' OR 1=1 --", "škola)", "* : &", "NEAR(škola)", "{name_terms}: x", "\\", "-škola"]
)
def test_signs_of_the_databases_query_languages_are_only_text(association: Association, query: str) -> None:
    make_service(association, name="Základní škola", kind="primary_school")
    expected = ["Základní škola"] if query in {"škola)", "-škola"} else []
    assert found(association, query) == expected


def test_services_of_other_associations_are_never_found(association: Association, neighbour: Association) -> None:
    make_service(association, name="Knihovna Hořice")
    make_service(neighbour, name="Knihovna Cerekvice")
    assert found(association, "knihovna") == ["Knihovna Hořice"]
    assert found(neighbour, "knihovna") == ["Knihovna Cerekvice"]
    both = Service.objects.matching(Question("knihovna"), [association.site, neighbour.site])
    assert {service.name for service in both} == {"Knihovna Hořice", "Knihovna Cerekvice"}


def test_the_index_follows_publishing_renaming_unpublishing_and_deleting(association: Association) -> None:
    service = make_service(association, name="Knihovna")
    service.name = "Lucerna"
    service.save_revision()
    assert found(association, "lucerna") == []
    publish_service(service=service)
    assert found(association, "lucerna") == ["Lucerna"]
    unpublish_service(service=service)
    assert found(association, "lucerna") == []
    service.save_revision().publish()
    assert found(association, "lucerna") == ["Lucerna"]
    Service.objects.get(pk=service.pk).delete()
    assert found(association, "lucerna") == []
    assert not SearchEntry.objects.exists()


def test_a_new_synonym_finds_the_services_of_the_kind(association: Association) -> None:
    make_service(association, name="MUDr. Novák", kind="gp")
    assert found(association, "felčar") == []
    practice = kind("gp")
    practice.synonyms += "\nfelčar"
    practice.save()
    assert reindex_kind(kind=practice) == 1
    assert found(association, "felčar") == ["MUDr. Novák"]


def test_rebuilding_writes_the_whole_index(association: Association) -> None:
    make_service(association, name="Knihovna")
    SearchEntry.objects.all().delete()
    assert found(association, "knihovna") == []
    call_command("rebuild_search", verbosity=0)
    assert found(association, "knihovna") == ["Knihovna"]


@pytest.mark.spec("D2")
def test_internal_contacts_are_not_in_the_index(association: Association) -> None:
    service = make_service(association, name="Knihovna")
    service.contacts.create(kind="email", value="tajna@example.org", label="vedoucí", is_internal=True)
    publish_service(service=service)
    entry = SearchEntry.objects.get(service=service)
    assert "tajn" not in f"{entry.name_terms} {entry.kind_terms} {entry.other_terms}"
    assert found(association, "tajna") == []


def test_a_lost_full_text_index_is_noticed_and_mended(association: Association) -> None:
    make_service(association, name="Knihovna")
    statements = Statements()
    connection.check_constraints()
    schema.remove(None, statements)
    assert [error.id for error in search_index_in_step(None, ["default"])] == ["services_directory.E001"]
    schema.install(None, statements)
    assert search_index_in_step(None, ["default"]) == []
    assert found(association, "knihovna") == ["Knihovna"]


class Statements:
    """What a migration passes, without SQLite's demand to stand outside a transaction."""

    connection = connection

    def execute(self, statement: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.mark.spec("NET-1")
def test_the_search_across_associations_names_them_and_leads_to_their_host(
    association: Association, neighbour: Association
) -> None:
    service = make_service(neighbour, name="Knihovna Cerekvice")
    provider = next(provider for provider in search_providers() if provider.name == "services")
    hits = provider.find("knihovně", [association.site, neighbour.site], 5)
    assert [hit.title for hit in hits] == ["Knihovna Cerekvice"]
    assert hits[0].association_name == neighbour.short_name
    assert hits[0].url == f"http://dolni.localhost/sluzby/{service.slug}/"
    assert Client(SERVER_NAME="dolni.localhost").get(hits[0].url).status_code == 200
    assert provider.find("", [association.site], 5) == []

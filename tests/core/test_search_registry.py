"""The registry behind the search page."""

from portal.core.search import search_providers


def test_services_are_found_before_pages() -> None:
    names = [provider.name for provider in search_providers()]
    assert names.index("services") < names.index("pages")

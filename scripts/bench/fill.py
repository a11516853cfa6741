"""Fill the empty database of DATABASE_URL with the benches' content, or make its tables: `… fill 83x20x60|tables`."""

from __future__ import annotations

import sys

from bench.content.words import Size


def main(arguments: list[str]) -> int:
    """Called in a process of its own by `kept.portal`."""
    import django

    django.setup()
    from bench.content import services, whole
    from bench.databases import prepare, refresh_statistics

    prepare()
    if arguments[0] == "tables":
        return 0
    whole.fill(Size.read(arguments[0]))
    print(f"  search index of services: {services.index():.0f} s", flush=True)
    with whole.timed("search index of pages"):
        whole.index_pages()
    problems = whole.problems()
    if problems:
        sys.exit(f"The tree of pages is broken: {problems}")
    from django.core.cache import cache

    # The addresses of sites are remembered from when there was one.
    cache.clear()
    refresh_statistics()
    return 0

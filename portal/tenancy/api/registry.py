"""Features register their routers here in ``AppConfig.ready()``; the kernel knows no feature."""

from ninja import Router

_routers: list[tuple[int, str, Router]] = []


def register_api_router(prefix: str, router: Router, *, order: int) -> None:
    """Answer below /api/v1`prefix` with `router`; routers of smaller `order` come first in the reference."""
    _routers.append((order, prefix, router))
    _routers.sort(key=lambda entry: entry[0])


def api_routers() -> list[tuple[str, Router]]:
    """Every registered router with its prefix, in order."""
    return [(prefix, router) for _order, prefix, router in _routers]

"""All kinds of service at hand, each with its field: every list needs them, and they change a few times a year."""

from django.http import HttpRequest

from portal.tenancy.frame import frame_of

from .models import ServiceKind

KEPT_AS = "kinds of service"


class KindTable(dict[int, ServiceKind]):
    """Kinds by their key, in their order. One that was added since these were read is found all the same."""

    @classmethod
    def read(cls) -> "KindTable":
        """From the database, in one query."""
        table = cls((kind.pk, kind) for kind in ServiceKind.objects.all())
        for kind in table.values():
            kind.parent = table[kind.parent_id] if kind.parent_id else None
        return table

    def __missing__(self, key: int) -> ServiceKind:
        fresh = self.read()
        if key not in fresh:
            raise KeyError(key)
        self.update(fresh)
        return fresh[key]


def kinds_for(request: HttpRequest) -> KindTable:
    """The kinds as they are kept with the frame of the request's site; a copy, the kinds themselves are shared."""
    frame = frame_of(request)
    if frame is None:
        return KindTable.read()
    kept = frame.kept.get(KEPT_AS)
    if kept is None:
        kept = frame.kept[KEPT_AS] = KindTable.read()
    return KindTable(kept)

"""All services in one file, written row by row: as CSV for spreadsheets, as GeoJSON for maps."""

import csv
import json
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse

from portal.core.exports import harmless
from portal.tenancy.api.middleware import confirmed
from portal.tenancy.api.scope import licence, scope_of

from ..enums import ACCESS_FACTS, ContactKind
from ..models import Service
from .filters import ServiceFilters
from .freshness import freshness
from .public import asked_services, kinds_by_id, with_relations
from .serialise import Context, context_of, service_row, source_of

BATCH = 500
BETWEEN = " | "
BYTE_ORDER_MARK = "\ufeff"
COLUMNS = (
    "uid", "url", "state", "closed_on", "association", "name", "kind", "kind_name", "operator_name", "operator_ico",
    "subject", "description", "scope", "served", "municipality", "municipality_name", "address", "street",
    "number_kind", "house_number", "orientation_number", "part", "psc", "latitude", "longitude",
    "phones", "emails", "webs", "opening_hours", "hours_note", *ACCESS_FACTS, "barrier_free_note",
    "verified_on", "verified_how", "verify_by", "is_overdue", "changed_at",
)  # fmt: skip
CONTACT_COLUMNS = {"phones": ContactKind.PHONE, "emails": ContactKind.EMAIL, "webs": ContactKind.WEB}
Writer = Callable[[Iterator[dict[str, Any]]], Iterator[str]]


def answers(media_type: str) -> dict[str, Any]:
    """The file in the OpenAPI document."""
    schema = {"type": "object"} if media_type.endswith("json") else {"type": "string"}
    return {"responses": {200: {"description": "The file.", "content": {media_type: {"schema": schema}}}}}


def csv_file(request: HttpRequest, filters: ServiceFilters) -> HttpResponseBase:
    return _file(request, filters, "csv", "text/csv; charset=utf-8", _as_csv)


def geojson_file(request: HttpRequest, filters: ServiceFilters) -> HttpResponseBase:
    def write(rows: Iterator[dict[str, Any]]) -> Iterator[str]:
        scope = scope_of(request, filters.association)
        return _as_geojson(rows, {"licence": licence(), "source": source_of(request, scope)})

    return _file(request, filters, "geojson", "application/geo+json", write)


def _file(
    request: HttpRequest, filters: ServiceFilters, suffix: str, media_type: str, write: Writer
) -> HttpResponseBase:
    """The file as a stream; a copy that is still true is confirmed before anything is read for it."""
    scope, kinds = scope_of(request, filters.association), kinds_by_id()
    fresh = freshness(scope, kinds)
    # Weak: the mark stands for the data, not for these bytes.
    mark = sha256(f"{suffix} {request.GET.urlencode()} {fresh.mark}".encode()).hexdigest()[:32]
    response = StreamingHttpResponse(content_type=media_type)
    response.headers["ETag"] = f'W/"{mark}"'
    response.headers["Content-Disposition"] = f'attachment; filename="services.{suffix}"'
    fresh.stamp(response)
    answer = confirmed(request, response)
    if answer is not response:
        return answer
    asked = with_relations(asked_services(scope, filters, kinds)).order_by("site", "sort_key", "pk")
    response.streaming_content = write(_rows(asked, context_of(scope, kinds)))
    return response


def _rows(services: Any, context: Context) -> Iterator[dict[str, Any]]:
    for service in services.iterator(chunk_size=BATCH):
        yield flat_row(service, context)


def flat_row(service: Service, context: Context) -> dict[str, Any]:
    """`service` in the columns of the files."""
    row = service_row(service, context)
    position = row["position"] or {"latitude": None, "longitude": None}
    return {
        **{name: row[name] for name in ("uid", "url", "state", "closed_on", "name", "subject", "description", "scope")},
        **position,
        **{name: row["address"][name] for name in row["address"] if name != "text"},
        **{fact: row["accessibility"][fact] for fact in ACCESS_FACTS},
        "address": row["address"]["text"],
        "association": row["association"]["slug"],
        "kind": row["kind"]["code"],
        "kind_name": row["kind"]["name"],
        "operator_name": row["operator"]["name"],
        "operator_ico": row["operator"]["ico"],
        "served": " ".join(place["code"] for place in row["served"]),
        "municipality": row["municipality"]["code"],
        "municipality_name": row["municipality"]["name"],
        **{
            column: BETWEEN.join(contact["value"] for contact in row["contacts"] if contact["kind"] == kind)
            for column, kind in CONTACT_COLUMNS.items()
        },
        "opening_hours": row["opening_hours"]["osm"],
        "hours_note": row["opening_hours"]["note"],
        "barrier_free_note": row["accessibility"]["note"],
        **{name: row[name] for name in ("verified_on", "verified_how", "verify_by", "is_overdue")},
        "changed_at": row["changed_at"].isoformat(),
    }


class _Line:
    """A file of which the last line is taken away at once."""

    def write(self, text: str) -> str:
        return text


def _as_csv(rows: Iterator[dict[str, Any]]) -> Iterator[str]:
    writer = csv.DictWriter(_Line(), COLUMNS)
    yield BYTE_ORDER_MARK + writer.writeheader()
    for row in rows:
        yield writer.writerow({column: _cell(value) for column, value in row.items()})


def _cell(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else harmless(value)


def _as_geojson(rows: Iterator[dict[str, Any]], about: dict[str, Any]) -> Iterator[str]:
    yield f'{{"type":"FeatureCollection",{_json(about)[1:-1]},"features":['
    between = ""
    for row in rows:
        latitude, longitude = row.pop("latitude"), row.pop("longitude")
        point = None if latitude is None else {"type": "Point", "coordinates": [longitude, latitude]}
        feature = {"type": "Feature", "id": row["uid"], "geometry": point, "properties": row}
        yield between + _json(feature)
        between = ",\n"
    yield "]}"


def _json(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":"))

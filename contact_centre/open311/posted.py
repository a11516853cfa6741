"""What an app has posted: read, checked field by field, put into our words."""

from typing import Any

from django import forms
from django.core.exceptions import (
    BadRequest,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    ValidationError,
)
from django.core.validators import MaxLengthValidator, URLValidator
from django.http import HttpRequest, QueryDict
from django.http.request import UnreadablePostError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.validators import normalise_phone

from ..enums import RequestKind
from .answers import Refused
from .places import Point
from .services import KIND, MUNICIPALITY

DESCRIPTION_LENGTH = 4000
"""The standard's figure."""
MEDIA_TYPE = "application/x-www-form-urlencoded"
FIELDS = (
    "service_code", "lat", "long", "address_string", "description", "email", "first_name", "last_name", "phone",
    "device_id", "media_url",
)  # fmt: skip
ATTRIBUTES = (MUNICIPALITY, KIND)


def read_post(request: HttpRequest) -> QueryDict:
    """The posted fields, as UTF-8. Raises Refused (400) for any other kind of body, and for one too large."""
    if request.content_type != MEDIA_TYPE:
        raise Refused(400, _("Send the fields as %(media_type)s in UTF-8.") % {"media_type": MEDIA_TYPE})
    try:
        return request.POST
    except (RequestDataTooBig, TooManyFieldsSent) as error:
        raise Refused(400, _("This is too much for one request.")) from error
    except (BadRequest, SuspiciousOperation, UnreadablePostError, ValueError) as error:
        raise Refused(400, _("The body of the request can't be read.")) from error


class PostedRequest(forms.Form):
    """A service request as the standard's fields; `attribute[…]` come under the names of the attributes."""

    service_code = forms.CharField(max_length=64)
    lat = forms.FloatField(required=False)
    long = forms.FloatField(required=False)
    address_string = forms.CharField(max_length=200, required=False)
    description = forms.CharField(validators=[MaxLengthValidator(DESCRIPTION_LENGTH)], required=False)
    email = forms.EmailField(required=False)
    first_name = forms.CharField(max_length=74, required=False)
    last_name = forms.CharField(max_length=75, required=False)
    phone = forms.CharField(max_length=30, required=False)
    device_id = forms.CharField(max_length=200, required=False)
    media_url = forms.CharField(max_length=500, validators=[URLValidator(schemes=["http", "https"])], required=False)
    municipality = forms.RegexField(
        r"\A[0-9]{6}\Z",
        required=False,
        error_messages={"invalid": gettext_lazy("choose one of the values of the service definition.")},
    )
    kind = forms.ChoiceField(choices=RequestKind.choices, required=False)

    def __init__(self, post: QueryDict) -> None:
        data: dict[str, Any] = {name: post.get(name, "") for name in FIELDS}
        for code in ATTRIBUTES:
            data[code] = post.get(f"attribute[{code}]") or post.get(f"attribute[{code}][]") or ""
        super().__init__(data)

    def clean_description(self) -> str:
        text: str = self.cleaned_data["description"]
        return text.replace("\r\n", "\n")

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"]
        return normalise_phone(phone) if phone else ""

    def clean(self) -> dict[str, Any]:
        """A full location: both numbers, or an address."""
        cleaned = super().clean() or {}
        numbers = [cleaned.get(name) for name in ("lat", "long")]
        if self.errors.keys() & {"lat", "long", "address_string"}:
            return cleaned
        if numbers.count(None) == 1:
            self.add_error(None, _("lat and long belong together."))
        elif None not in numbers and not Point(*numbers).is_in_country:  # type: ignore[arg-type]
            self.add_error(None, _("lat, long: this place is not in the country."))
        elif None in numbers and not cleaned.get("address_string"):
            self.add_error(None, _("Say where it is: lat and long, or address_string. We keep no address_id."))
        return cleaned

    def refuse(self) -> Refused:
        """What is wrong, each field by the name it was posted under."""
        return refusal(self.errors.as_data())

    @property
    def point(self) -> Point | None:
        latitude, longitude = self.cleaned_data["lat"], self.cleaned_data["long"]
        return None if latitude is None else Point(round(latitude, 6), round(longitude, 6))

    @property
    def name(self) -> str:
        return " ".join(filter(None, (self.cleaned_data["first_name"], self.cleaned_data["last_name"])))

    @property
    def text(self) -> str:
        """The description with the address of the picture as a line of its own; a request always has some text."""
        description = self.cleaned_data["description"] or _("Sent by a town app, without a description.")
        media = self.cleaned_data["media_url"]
        line = _("Picture or other media: %(address)s") % {"address": media}
        return f"{description}\n\n{line}" if media else description


def refusal(errors: dict[str, list[ValidationError]]) -> Refused:
    """Refused (400) with a reason for each of `errors`."""
    reasons = [
        message if field == "__all__" else f"{_posted_name(field)}: {message}"
        for field, found in errors.items()
        for error in found
        for message in error.messages
    ]
    return Refused(400, *reasons)


def _posted_name(field: str) -> str:
    return f"attribute[{field}]" if field in ATTRIBUTES else field

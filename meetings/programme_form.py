"""What the form of a notice knows of bodies and of the programme (MTG-5, M10)."""

import json
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, override

from .enums import PROGRAMME_KINDS
from .models.bodies import MeetingBody
from .required import required_on


class ProgrammeForm:
    """A mixin of the form: the association's own active bodies, body and kind that agree, required points at once.

    The form it is mixed into has `_association()`, the association in whose tree the notice stands.
    """

    fields: dict[str, Any]
    initial: Any
    parent_page: Any
    instance: Any
    changed_data: list[str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        association = self._association()
        bodies = MeetingBody.objects.all()
        self._bodies = bodies.filter(site=association.site_id) if association else bodies.none()
        if field := self.fields.get("body"):
            field.queryset = self._bodies.filter(Q(is_active=True) | Q(pk=self.instance.body_id))
            if self.instance.pk is None and not self.initial.get("body"):
                self.initial["body"] = getattr(self._body_of(self.instance.kind), "pk", None)
        if "programme" in self.fields and self.instance.pk is None and not self.instance.programme:
            self.initial["programme"] = self._asked_points()

    def _association(self) -> Any:
        raise NotImplementedError

    def _asked_points(self) -> Any:
        """What a new notice begins with: the points a mayors' meeting has to hold, of the day if there is one."""
        programme = self.instance._meta.get_field("programme")
        if self.instance.kind not in PROGRAMME_KINDS:
            return programme.to_python([])
        day = timezone.localdate(self.instance.starts_at) if self.instance.starts_at else None
        with override(self.parent_page.locale.language_code):
            labels = [required.label for required in required_on(day)]
        # Read as if stored: what isn't said has its default then. Without one a point would not be public.
        points = [{"type": "point", "value": {"title": label, "note": "", "speaker": ""}} for label in labels]
        return programme.to_python(json.dumps(points))

    def _body_of(self, kind: str) -> MeetingBody | None:
        """The first active body whose meetings are of this kind."""
        return self._bodies.filter(is_active=True, kind=kind).first()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()  # type: ignore[misc]
        if "kind" in cleaned and "body" in cleaned:
            self._make_agree(cleaned)
        return cleaned

    def _make_agree(self, cleaned: dict[str, Any]) -> None:
        """Kind and body of one meeting: what was changed leads the other, two changes that disagree are refused."""
        body, kind = cleaned["body"], cleaned["kind"]
        if body is None:
            if self.instance.pk is None:
                cleaned["body"] = self._body_of(kind)
        elif body.kind != kind:
            changed = {"kind", "body"}.intersection(self.changed_data)
            if changed == {"kind"}:
                cleaned["body"] = self._body_of(kind)
            elif changed == {"kind", "body"}:
                message = gettext("Meetings of “%(body)s” are of the kind “%(kind)s”.")
                self.add_error("kind", message % {"body": body.name, "kind": body.get_kind_display()})  # type: ignore[attr-defined]
            else:
                cleaned["kind"] = body.kind

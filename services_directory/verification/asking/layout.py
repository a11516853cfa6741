"""How the provider's form is laid out: what changes most stands open, the rest one tap away."""

from typing import TYPE_CHECKING, Any

from crispy_forms.layout import HTML, Div, Layout, LayoutObject, Submit
from crispy_forms.utils import TEMPLATE_PACK
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ...enums import ACCESS_FACTS
from .fields import CONTACT_FIELDS

if TYPE_CHECKING:
    from .form import AnswerForm


class Folded(LayoutObject):
    """A part of the form behind its heading, open when something in it is wrong or was changed."""

    def __init__(self, title: str, *fields: Any, is_open: bool) -> None:
        self.title, self.fields, self.is_open = title, list(fields), is_open

    def render(self, form: Any, context: Any, template_pack: Any = TEMPLATE_PACK, **kwargs: Any) -> SafeString:
        inside = self.get_rendered_fields(form, context, template_pack, **kwargs)
        state = SafeString(" open") if self.is_open else ""
        return format_html("<details{}><summary>{}</summary>{}</details>", state, self.title, SafeString(inside))


def answer_layout(form: "AnswerForm") -> Layout:
    """Contacts and hours, then folded: name and texts, address, access, the end; last who writes."""
    hours: list[Any] = ["opening_hours"]
    if form.has_unread_hours:
        hours.append("as_written")
    return Layout(
        "shown",
        _part(_("Contacts"), *(_contact(form, key, *row) for key in CONTACT_FIELDS for row in form.contact_rows[key])),
        _part(_("Opening hours"), *hours, "holidays", "hours_note"),
        Div(
            _folded(form, _("Name and what people find here"), "name", "operator_name", "subject", "description"),
            _folded(
                form, _("Address"), "street", "part", Div("number_kind", "house_number", css_class="halves"),
                Div("orientation_number", "psc", css_class="halves"),
            ),
            _folded(form, _("Access"), ACCESS_FACTS[0], "barrier_free_note", *ACCESS_FACTS[1:]),
            _folded(form, _("The service is no more"), "is_gone", "gone_on"),
            css_class="questions",
        ),
        "note",
        "told_by",
        Submit("send", _("Send to the centre"), css_class="btn"),
    )  # fmt: skip


def _part(title: str, *fields: Any) -> Div:
    return Div(HTML(format_html("<h2>{}</h2>", title)), *fields, css_class="stack")


def _contact(form: "AnswerForm", key: str, name: str, label_name: str) -> Any:
    """The number or address, with its label where it has one; telephones are told apart by theirs."""
    if key == "phones" or form[label_name].value():
        return Div(name, label_name, css_class="halves")
    return name


def _folded(form: "AnswerForm", title: str, *fields: Any) -> Folded:
    names = [name for field in fields for name in (field.fields if isinstance(field, Div) else [field])]
    is_open = form.is_bound and (bool(set(names) & set(form.errors)) or form.is_touched(*names))
    return Folded(title, *fields, is_open=is_open)

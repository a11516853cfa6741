"""What is written into a service's history, in the words its readers use."""

from collections.abc import Callable
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogActionRegistry, LogFormatter

from portal.core.templatetags.portal import cs_date

from .enums import Method, Result


def _day(data: dict[str, Any]) -> str:
    text = str(data.get("on", ""))
    day = parse_date(text)
    return cs_date(day) if day else text


def _verified(data: dict[str, Any]) -> str:
    method, result = data.get("method", ""), data.get("result", Result.CONFIRMED)
    if result == Result.UNREACHED:
        return _("Attempt to verify on %(day)s: nobody was reached") % {"day": _day(data)}
    said = _("Verified on %(day)s") % {"day": _day(data)}
    return f"{said} ({Method(method).label})" if method in Method.values else said


def _closed(data: dict[str, Any]) -> str:
    if data.get("successor"):
        return _("Closed on %(day)s, successor: %(successor)s") % {"day": _day(data), "successor": data["successor"]}
    return _("Closed on %(day)s") % {"day": _day(data)}


def _moved(data: dict[str, Any]) -> str:
    return _("Moved from %(from)s to %(to)s") % {"from": data.get("from", ""), "to": data.get("to", "")}


def _readdressed(data: dict[str, Any]) -> str:
    return _("Address changed from %(old)s to %(new)s; the old one leads on") % {
        "old": data.get("old", ""),
        "new": data.get("new", ""),
    }


def _decided(data: dict[str, Any]) -> str:
    if data.get("accepted"):
        return _("Proposal of the provider accepted: %(field)s") % {"field": data.get("field", "")}
    values = {"field": data.get("field", ""), "reason": data.get("reason", "")}
    return _("Proposal of the provider refused: %(field)s (%(reason)s)") % values


def _kept(data: dict[str, Any]) -> str:
    if not data.get("keeper"):
        return _("Nobody keeps the entry now")
    return _("Kept by %(keeper)s") % {"keeper": data["keeper"]}


def _worded(data: dict[str, Any]) -> str:
    return _("Word “%(word)s” added to the kind %(kind)s") % {
        "word": data.get("word", ""),
        "kind": data.get("kind", ""),
    }


def _adopted(data: dict[str, Any]) -> str:
    return _("Word “%(word)s” taken over for everybody") % {"word": data.get("word", "")}


MESSAGES: dict[str, tuple[Any, Callable[[dict[str, Any]], str]]] = {
    "services_directory.verify": (gettext_lazy("Verify a service"), _verified),
    "services_directory.close": (gettext_lazy("Close a service"), _closed),
    "services_directory.decide": (gettext_lazy("Decide on a provider's proposal"), _decided),
    "services_directory.keep": (gettext_lazy("Put a service in somebody's care"), _kept),
    "services_directory.move": (gettext_lazy("Move a service"), _moved),
    "services_directory.readdress": (gettext_lazy("Change the address of a service"), _readdressed),
    "services_directory.add_word": (gettext_lazy("Add a word for a kind of service"), _worded),
    "services_directory.adopt_word": (gettext_lazy("Take a word over for everybody"), _adopted),
}


def register(actions: LogActionRegistry) -> None:
    """Register the directory's actions with their words."""
    actions.register_action(
        "services_directory.import", gettext_lazy("Import services"), gettext_lazy("Imported services")
    )
    actions.register_action(
        "services_directory.import_change", gettext_lazy("Change by an import"), gettext_lazy("Changed by an import")
    )
    actions.register_action(
        "services_directory.reopen", gettext_lazy("Reopen a service"), gettext_lazy("Reopened: no longer closed")
    )
    for name, (label, say) in MESSAGES.items():
        actions.register_action(name)(_formatter(label, say))


def _formatter(label: Any, say: Callable[[dict[str, Any]], str]) -> type[LogFormatter]:
    def format_message(self: LogFormatter, log_entry: Any) -> str:
        return say(log_entry.data)

    return type("DirectoryLogFormatter", (LogFormatter,), {"label": label, "format_message": format_message})

"""Columns of the overview: what each is called, sorted by and exported as."""

from collections import OrderedDict
from typing import Any

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from portal.core.sorted_tables import TableColumn

from .centres import Centre, Overview

NAME, STATE = "name", "state"
FORECAST = TableColumn("forecast", gettext_lazy("forecast"), lambda centre: centre.forecast)
IN_ROW = TableColumn("in_row", gettext_lazy("not met in a row"), lambda centre: centre.failures_in_row)


def columns_of(overview: Overview) -> list[TableColumn]:
    """Columns of the table: the running period has a forecast, one that has ended failures in a row."""
    return [
        TableColumn(NAME, gettext_lazy("centre"), lambda centre: centre.association.sort_key, best_first=False),
        TableColumn(STATE, gettext_lazy("state"), lambda centre: centre.state.urgency, best_first=False),
        TableColumn("total", gettext_lazy("closed"), lambda centre: centre.count.total),
        TableColumn("months", gettext_lazy("by months"), lambda centre: min(centre.count.months, default=0)),
        TableColumn("advice", gettext_lazy("advice"), lambda centre: centre.count.advice_percent),
        FORECAST if overview.runs else IN_ROW,
        TableColumn("silent", gettext_lazy("days without a record"), lambda centre: centre.silent_days),
        TableColumn("legal", gettext_lazy("legal hours left"), lambda centre: centre.legal.left),
        TableColumn("saved", gettext_lazy("saved (CZK)"), lambda centre: centre.money.saved),
        TableColumn("brought", gettext_lazy("brought (CZK)"), lambda centre: centre.money.brought),
        TableColumn("quality", gettext_lazy("satisfied of those asked"), lambda centre: centre.quality.percent),
    ]


def headings_of(overview: Overview) -> OrderedDict[str, str]:
    """Keys and headings of the exported table, in the order of the page's columns."""
    months = {f"month{n}": date_format(first, "F") for n, (first, _last) in enumerate(overview.months)}
    ahead = {"forecast": _("forecast")} if overview.runs else {"now": _("closed today"), "in_row": str(IN_ROW.label)}
    headings = {
        NAME: _("centre"),
        "ico": _("IČO"),
        STATE: _("state"),
        "total": _("closed"),
        "minimum": _("minimum"),
        **months,
        "advice": _("expert advice"),
        "percent": _("advice (%)"),
        "least_percent": _("minimum share of advice (%)"),
        **ahead,
        "recorded_on": _("last record"),
        "silent": _("days since the last record"),
        "granted": _("hours of legal advice granted"),
        "used": _("hours of legal advice used"),
        "legal": _("hours of legal advice left"),
        "saved": _("saved (CZK)"),
        "brought": _("brought (CZK)"),
        "drawn": _("quality checks drawn"),
        "told": pgettext_lazy("quality checks", "asked"),
        "satisfied": pgettext_lazy("quality checks", "satisfied"),
    }
    return OrderedDict((key, capfirst(str(heading))) for key, heading in headings.items())


def exported(centre: Centre, overview: Overview) -> OrderedDict[str, Any]:
    """The values of `centre` for each heading."""
    values = {
        NAME: centre.association.name,
        "ico": centre.association.ico,
        STATE: ", ".join(str(state.label) for state in centre.states),
        "total": centre.count.total,
        "minimum": centre.limits.minimum,
        **{f"month{n}": number for n, number in enumerate(centre.count.months)},
        "advice": centre.count.advice,
        "percent": int(centre.count.advice_percent),
        "least_percent": float(centre.limits.advice_percent),
        "forecast": centre.forecast,
        "now": centre.now,
        "in_row": centre.failures_in_row,
        "recorded_on": centre.recorded_on,
        "silent": centre.silent_days,
        "granted": float(centre.legal.granted),
        "used": float(centre.legal.used),
        "legal": float(centre.legal.left),
        "saved": centre.money.saved,
        "brought": centre.money.brought,
        "drawn": centre.quality.drawn,
        "told": centre.quality.told,
        "satisfied": centre.quality.satisfied,
    }
    return OrderedDict((key, values[key]) for key in headings_of(overview))

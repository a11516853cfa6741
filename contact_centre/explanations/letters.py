"""Letters about explanations, both ways; subjects name the period and the association, nobody else (TGT-4)."""

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.core.templatetags.portal import cs_date
from portal.jobs.outbox import enqueue
from portal.tenancy.absences.duty import managers_on_duty, union_on_duty
from portal.tenancy.models import Association, Union

from ..enums import Verdict
from ..models import Explanation, PeriodEvaluation
from ..plain_letters import CZECH, plain_letter
from ..targets.letters import percent_words

SENT, ANSWERED = "explanation_sent", "explanation_answered"
TO_EXPLAIN, TO_ANSWER = "explanation_reminder", "explanation_opinion_reminder"
"""What events of mail begin with."""


def tell_union(explanation: Explanation) -> None:
    """The centre's explanation, whole, to the Union."""
    evaluation = explanation.evaluation
    association = _association(evaluation)
    with override(CZECH):
        subject = _("Explanation of the number of activities not met: %(centre)s, %(period)s") % {
            "centre": association.short_name,
            "period": evaluation.period,
        }
        due = _("Please give your opinion by %(day)s.") % {"day": cs_date(explanation.answer_due_on)}
        said = [(_("Reasons"), explanation.reasons), (_("Proposed measures"), explanation.measures)]
        _to_union(f"{SENT}:{explanation.pk}", association, subject, [numbers(evaluation), due], said, evaluation)


def tell_centre(explanation: Explanation) -> None:
    """The Union's opinion, whole, to the centre."""
    evaluation = explanation.evaluation
    with override(CZECH):
        if explanation.verdict == Verdict.SUFFICIENT:
            subject = _("Your explanation is sufficient: %(period)s")
            paragraphs = [_("The Union considers your explanation sufficient. Nothing more is expected of you.")]
        else:
            subject = _("Please complete your explanation: %(period)s")
            paragraphs = [_("The Union needs you to add or make clearer the following. Please send it soon.")]
        said = [(_("Opinion of the Union"), explanation.opinion)] if explanation.opinion else []
        event = f"{ANSWERED}:{explanation.pk}"
        _to_centre(event, subject % {"period": evaluation.period}, paragraphs, said, evaluation)


def remind_centre(evaluation: PeriodEvaluation, event: str, *, is_over: bool) -> None:
    """The last day for explaining comes near, or went by."""
    with override(CZECH):
        day = cs_date(evaluation.explanation_due_on)
        subject = (
            _("The explanation was due on %(day)s: %(period)s")
            if is_over
            else _("Please explain by %(day)s: %(period)s")
        )
        again = _("A later explanation is taken too, and shown as late.")
        ask = _("Please write the reasons and the measures you propose; your manager sends them in the administration.")
        paragraphs = [numbers(evaluation), ask, *([again] if is_over else [])]
        _to_centre(event, subject % {"day": day, "period": evaluation.period}, paragraphs, [], evaluation)


def remind_union(explanation: Explanation, event: str, *, is_over: bool) -> None:
    """The last day for the opinion comes near, or went by."""
    evaluation = explanation.evaluation
    association = _association(evaluation)
    names = {
        "day": cs_date(explanation.answer_due_on),
        "centre": association.short_name,
        "period": evaluation.period,
    }
    with override(CZECH):
        subject = (
            _("The opinion was due on %(day)s: %(centre)s, %(period)s")
            if is_over
            else _("Please give your opinion by %(day)s: %(centre)s, %(period)s")
        )
        text = _("The centre's explanation waits for your opinion: is it sufficient, or what is missing?")
        _to_union(event, None, subject % names, [text], [], evaluation)


def numbers(evaluation: PeriodEvaluation) -> str:
    """What the centre reached in the period and what was asked of it, in one sentence."""
    return _(
        "In the period %(days)s the centre closed %(counted)s activities, %(advice)s of them expert advice. The "
        "minimum was %(minimum)s activities, of which at least %(percent)s%% advice."
    ) % {
        "days": evaluation.period.days,
        "counted": evaluation.counted,
        "advice": evaluation.advice,
        "minimum": evaluation.minimum,
        "percent": percent_words(evaluation.advice_percent),
    }


def _to_union(
    event: str,
    sender: Association | None,
    subject: str,
    paragraphs: Sequence[str],
    quoted: Sequence[tuple[str, str]],
    evaluation: PeriodEvaluation,
) -> None:
    union = Union.objects.select_related("site").get()
    why = _("You get this message because the Union gives its opinion on explanations of centres.")
    _write(event, union_on_duty(), subject, sender or union, paragraphs, quoted, _page(union, evaluation), why)


def _to_centre(
    event: str,
    subject: str,
    paragraphs: Sequence[str],
    quoted: Sequence[tuple[str, str]],
    evaluation: PeriodEvaluation,
) -> None:
    association, union = _association(evaluation), Union.objects.select_related("site").get()
    why = _("You get this message because you manage the centre of %(centre)s.") % {"centre": association.short_name}
    to = managers_on_duty(evaluation.site_id)
    _write(event, to, subject, union, paragraphs, quoted, _page(association, evaluation), why)


def _write(
    event: str,
    recipients: Iterable[str],
    subject: str,
    sender: Association | Union,
    paragraphs: Sequence[str],
    quoted: Sequence[tuple[str, str]],
    url: str,
    why: str,
) -> None:
    for recipient in recipients:
        letter = plain_letter(
            event=event,
            recipient=recipient,
            subject=subject,
            sender=sender,
            paragraphs=paragraphs,
            quoted=quoted,
            url=url,
            label=_("Open in the administration"),
            why=why,
        )
        enqueue(**vars(letter))


def _page(reader: Association | Union, evaluation: PeriodEvaluation) -> str:
    return f"{reader.site.root_url}{reverse('explanations:inspect', args=[evaluation.pk])}"


def _association(evaluation: PeriodEvaluation) -> Association:
    return Association.objects.select_related("site").get(site=evaluation.site_id)

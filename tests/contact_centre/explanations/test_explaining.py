"""A period that was not met is explained by the centre's manager and answered by the Union (TGT-4)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contact_centre.actions import answer_explanation, explain_shortfall
from contact_centre.enums import Verdict
from contact_centre.explanations.waiting import to_answer, to_explain
from contact_centre.models import Explanation, PeriodEvaluation
from portal.tenancy.models import Association
from portal.tenancy.roles import Role
from tests.contact_centre.shortfalls import ended_period, evaluated
from tests.tenancy.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.spec("TGT-4"), pytest.mark.only_on("postgresql")]

TYPED = {"do": "explain", "reasons": "Dva měsíce chyběl pracovník.", "measures": "Od ledna jsme zase dva."}


def page(evaluation: PeriodEvaluation) -> str:
    return reverse("explanations:inspect", args=[evaluation.pk])


def signed_in(user: Any, association: Association | None = None) -> Client:
    client = Client(headers={"host": f"{association.slug}.localhost" if association else "localhost"})
    client.force_login(user)
    return client


def explain(evaluation: PeriodEvaluation, user: Any = None) -> Explanation:
    return explain_shortfall(evaluation=evaluation, reasons=TYPED["reasons"], measures=TYPED["measures"], user=user)


def answered(explanation: Explanation, verdict: str, opinion: str = "") -> dict[str, Any]:
    return {"do": "answer", "explanation": explanation.pk, "verdict": verdict, "opinion": opinion}


def test_the_manager_explains_and_the_union_answers_until_it_is_sufficient(
    dso_a: Association,
    manager_a: Any,
    union_reviewer: Any,
    union_admin: Any,
    delivered_mail: Callable[[], list[EmailMessage]],
) -> None:
    evaluation = evaluated(dso_a)
    centre, union = signed_in(manager_a, dso_a), signed_in(union_reviewer)
    assert 'name="reasons"' in centre.get(page(evaluation)).content.decode()
    assert list(to_explain(manager_a)) == [evaluation]
    assert not to_explain(union_admin).exists()

    assert centre.post(page(evaluation), TYPED).status_code == 302
    first = Explanation.objects.get()
    assert (first.number, first.submitted_by, first.site) == (1, manager_a, dso_a.site)
    (letter,) = delivered_mail()
    assert letter.to == [union_admin.email]
    assert TYPED["reasons"] in letter.body
    assert TYPED["measures"] in letter.body
    assert "120" in letter.body
    assert list(to_answer(union_reviewer)) == [first]
    assert not to_answer(manager_a).exists()
    assert not to_explain(manager_a).exists()
    assert 'name="reasons"' not in centre.get(page(evaluation)).content.decode()

    refused = union.post(page(evaluation), answered(first, Verdict.INCOMPLETE))
    assert refused.status_code == 422
    assert refused.context["form"].errors["opinion"]
    assert union.post(page(evaluation), answered(first, Verdict.INCOMPLETE, "Doplňte opatření.")).status_code == 302
    (letter,) = delivered_mail()
    assert letter.to == [manager_a.email]
    assert "Doplňte opatření." in letter.body
    assert list(to_explain(manager_a)) == [evaluation]

    assert centre.post(page(evaluation), {**TYPED, "measures": "Podrobněji."}).status_code == 302
    second = Explanation.objects.get(number=2)
    assert union.post(page(evaluation), answered(second, Verdict.SUFFICIENT)).status_code == 302
    assert [mail.to for mail in delivered_mail()] == [[union_admin.email], [manager_a.email]]
    assert not to_explain(manager_a).exists()
    assert not to_answer(union_reviewer).exists()
    shown = centre.get(page(evaluation)).content.decode()
    assert all(text in shown for text in (TYPED["reasons"], "Doplňte opatření.", "Podrobněji."))
    first.refresh_from_db()
    assert (first.measures, first.opinion) == (TYPED["measures"], "Doplňte opatření.")


def test_who_comes_second_reads_what_happened_and_keeps_what_was_typed(
    dso_a: Association, manager_a: Any, union_admin: Any, union_reviewer: Any
) -> None:
    evaluation = evaluated(dso_a)
    other = make_user(Role.MANAGER, dso_a, "druha")
    explain(evaluation, manager_a)
    second = signed_in(other, dso_a).post(page(evaluation), {**TYPED, "reasons": "Moje vlastní důvody"})
    assert second.status_code == 422
    assert "už bylo odesláno" in second.content.decode()
    assert "Moje vlastní důvody" in second.content.decode()
    found = Explanation.objects.get()
    signed_in(union_admin).post(page(evaluation), answered(found, Verdict.SUFFICIENT))
    late = signed_in(union_reviewer).post(page(evaluation), answered(found, Verdict.INCOMPLETE, "Rozpracovaný názor"))
    assert "už bylo zodpovězeno" in late.content.decode()
    assert "Rozpracovaný názor" in late.content.decode()
    found.refresh_from_db()
    assert found.verdict == Verdict.SUFFICIENT
    with pytest.raises(ValidationError, match="dostatečné"):
        explain(evaluation)


def test_an_explanation_after_its_last_day_is_taken_and_shown_as_late(
    dso_a: Association, manager_a: Any, union_admin: Any
) -> None:
    evaluation = evaluated(dso_a, ended_period(days_ago=20))
    centre = signed_in(manager_a, dso_a)
    assert centre.post(page(evaluation), TYPED).status_code == 302
    assert "pozdě" in centre.get(page(evaluation)).content.decode()
    assert "pozdě" in signed_in(union_admin).get(reverse("explanations:index")).content.decode()


def test_only_the_own_manager_sends_and_only_the_union_answers(
    dso_a: Association, manager_a: Any, editor_a: Any, manager_b: Any, union_admin: Any, dso_b: Association
) -> None:
    evaluation = evaluated(dso_a)
    editor, stranger = signed_in(editor_a, dso_a), signed_in(manager_b, dso_b)
    read = editor.get(page(evaluation))
    assert read.status_code == 200
    assert 'name="reasons"' not in read.content.decode()
    for client in (editor, stranger, signed_in(union_admin)):
        client.post(page(evaluation), TYPED)
    assert not Explanation.objects.exists()
    assert stranger.get(page(evaluation)).status_code in {302, 404}
    found = explain(evaluation, manager_a)
    for client in (editor, stranger, signed_in(manager_a, dso_a)):
        client.post(page(evaluation), answered(found, Verdict.SUFFICIENT))
    found.refresh_from_db()
    assert found.verdict == ""
    # What the centre writes goes to the Union, who wrote it doesn't (A5).
    manager_a.first_name, manager_a.last_name = "Utajená", "Manažerka"
    manager_a.save()
    assert "Utajená" not in signed_in(union_admin).get(page(evaluation)).content.decode()
    assert "Utajená" in editor.get(page(evaluation)).content.decode()


def test_a_period_that_was_met_is_not_explained_and_one_met_again_needs_no_answer(
    dso_a: Association, manager_a: Any, union_admin: Any
) -> None:
    met = evaluated(dso_a, ended_period(1, days_ago=120), is_met=True, counted=150, advice=80)
    with pytest.raises(ValidationError, match="splněny"):
        explain(met)
    assert signed_in(manager_a, dso_a).get(page(met)).status_code == 404
    evaluation = evaluated(dso_a, ended_period(2))
    found = explain(evaluation)
    PeriodEvaluation.objects.filter(pk=evaluation.pk).update(is_met=True, explanation_due_on=None, failures_in_row=0)
    assert not to_answer(union_admin).exists()
    assert not to_explain(manager_a).exists()
    with pytest.raises(ValidationError, match="nepotřebuje"):
        answer_explanation(explanation=found, verdict=Verdict.SUFFICIENT, opinion="", user=union_admin)
    assert "Nikdo už nemusí nic psát" in signed_in(manager_a, dso_a).get(page(evaluation)).content.decode()


def test_both_texts_are_asked_for_and_nothing_typed_is_lost(dso_a: Association, manager_a: Any) -> None:
    evaluation = evaluated(dso_a)
    refused = signed_in(manager_a, dso_a).post(page(evaluation), {**TYPED, "measures": "   "})
    assert refused.status_code == 422
    assert refused.context["form"].errors["measures"]
    assert TYPED["reasons"] in refused.content.decode()
    assert timezone.localdate() - timedelta(days=2) == evaluation.period.ends_on
    assert not Explanation.objects.exists()

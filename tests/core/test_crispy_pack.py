"""Our crispy pack: every field says what it wants, and what is wrong, to everybody."""

import re

import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, ButtonHolder, Div, Field, Fieldset, Layout, Row, Submit
from crispy_forms.utils import render_crispy_form
from django import forms
from django.forms import formset_factory
from django.template import Context, Template
from django.test import RequestFactory


class RequestForm(forms.Form):
    text = forms.CharField(label="Text", help_text="What happened and where.", widget=forms.Textarea)
    kind = forms.ChoiceField(label="Kind", choices=[("fault", "Fault"), ("other", "Other")], widget=forms.RadioSelect)
    areas = forms.MultipleChoiceField(
        label="Areas", choices=[("a", "A"), ("b", "B")], widget=forms.CheckboxSelectMultiple, required=False
    )
    municipality = forms.ChoiceField(label="Municipality", choices=[("", "–"), ("1", "Jasenná")])
    email = forms.EmailField(label="E-mail", required=False)
    attachment = forms.FileField(label="Attachment", required=False)
    agree = forms.BooleanField(label="I agree", help_text="You can change your mind.")
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict:
        if self.cleaned_data.get("text") == "contradiction":
            raise forms.ValidationError("These two don't go together.")
        return self.cleaned_data


def render(form: forms.Form, helper: FormHelper | None = None) -> str:
    helper = FormHelper() if helper is None else helper
    return render_crispy_form(form, helper, {"request": RequestFactory().get("/"), "csrf_token": "t"})


def part(html: str, name: str) -> str:
    """The field of `name` in `html`."""
    return next(
        piece for piece in re.split(r'(?=<(?:div|fieldset) class="field[" ])', html) if f'name="{name}"' in piece
    )


def test_every_control_has_a_label() -> None:
    html = render(RequestForm())
    ids = re.findall(r'<(?:input|select|textarea)(?![^>]*type="hidden")[^>]* id="([^"]+)"', html)
    assert len(ids) == 9
    for control in ids:
        assert f'<label for="{control}">' in html


def test_only_what_is_optional_is_marked() -> None:
    html = render(RequestForm())
    assert html.count("field__optional") == 3
    assert "field__optional" in part(html, "email")
    assert "field__optional" not in part(html, "text")
    assert "*" not in re.sub(r"<[^>]+>", "", html)


def test_the_optional_mark_can_be_hidden_in_filters() -> None:
    helper = FormHelper()
    helper.hide_optional = True
    assert "field__optional" not in render(RequestForm(), helper)


def test_a_hint_stands_before_its_control_and_describes_it() -> None:
    field = part(render(RequestForm()), "text")
    assert field.index('id="id_text_helptext"') < field.index("<textarea")
    assert 'aria-describedby="id_text_helptext"' in field
    assert "aria-invalid" not in field


def test_a_group_of_choices_is_a_fieldset_with_a_legend() -> None:
    field = part(render(RequestForm()), "kind")
    assert field.startswith("<fieldset")
    assert "<legend>Kind</legend>" in field
    assert field.count('<label for="id_kind_') == 2


def test_an_error_stands_at_its_field_and_is_tied_to_it() -> None:
    html = render(RequestForm({"email": "nonsense"}))
    for name in ("text", "email"):
        field = part(html, name)
        assert "field--error" in field
        assert 'aria-invalid="true"' in field
        assert f'id="id_{name}_error"' in field
        described = re.search(r'aria-describedby="([^"]+)"', field)
        assert described is not None
        assert f"id_{name}_error" in described[1].split()
    assert 'value="nonsense"' in html


def test_the_summary_links_to_the_first_control_of_each_wrong_field() -> None:
    html = render(RequestForm({"email": "nonsense"}))
    summary = html[html.index('class="error-summary"') : html.index("</ul>")]
    assert 'role="alert"' in html
    assert 'tabindex="-1"' in html
    targets = re.findall(r'href="#([^"]+)"', summary)
    assert targets == ["id_text", "id_kind_0", "id_municipality", "id_email", "id_agree"]
    for target in targets:
        assert f'id="{target}"' in html


def test_an_error_of_the_whole_form_is_in_the_summary() -> None:
    html = render(RequestForm({"text": "contradiction", "kind": "fault", "municipality": "1", "agree": "on"}))
    assert "These two don&#x27;t go together." in html[: html.index("</ul>")]


def test_a_right_form_has_no_summary() -> None:
    html = render(RequestForm({"text": "t", "kind": "fault", "municipality": "1", "agree": "on"}))
    assert "error-summary" not in html
    assert "field--error" not in html


def test_a_form_with_a_file_sends_files_and_leaves_checking_to_us() -> None:
    html = render(RequestForm())
    opening = html[: html.index(">") + 1]
    assert 'enctype="multipart/form-data"' in opening
    assert "novalidate" in opening
    assert "csrfmiddlewaretoken" in html


def test_a_form_that_is_read_carries_no_token() -> None:
    helper = FormHelper()
    helper.form_method = "get"
    assert "csrfmiddlewaretoken" not in render(RequestForm(), helper)


def test_layouts_are_rendered_without_inline_style() -> None:
    helper = FormHelper()
    helper.layout = Layout(
        Fieldset("About you", Row("email", Field("text", wrapper_class="field--short"))),
        Div("municipality", css_class="stack"),
        ButtonHolder(Submit("send", "Send", css_class="extra"), HTML("<p>Next</p>")),
    )
    html = render(RequestForm(), helper)
    assert "<legend>About you</legend>" in html
    assert "field--short" in part(html, "text")
    assert re.search(r'<button type="submit" class="btn btn-primary extra" name="send" value="1"', html)
    assert "style=" not in html


@pytest.mark.parametrize("source", ["{{ form|crispy }}", "{{ form.text|as_crispy_field }}"])
def test_filters_render_the_same_fields(source: str) -> None:
    html = Template("{% load crispy_forms_tags %}" + source).render(Context({"form": RequestForm({})}))
    assert 'id="id_text_error"' in html


def test_a_formset_keeps_its_management_form() -> None:
    formset = formset_factory(RequestForm, extra=2)()
    html = Template("{% load crispy_forms_tags %}{% crispy formset helper %}").render(
        Context({"formset": formset, "helper": FormHelper(), "csrf_token": "t"})
    )
    assert 'name="form-TOTAL_FORMS"' in html
    assert html.count("<textarea") == 2

"""What a reviewer fills in to decide about a round (V5)."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ReturnForm(forms.Form):
    """Returning says what has to change; comments at places alone don't say it in the letter's first line."""

    comment = forms.CharField(
        label=_("What has to change"),
        widget=forms.Textarea({"rows": 6}),
        help_text=_("The centre gets it by e-mail, with your comments at places of the text."),
        error_messages={"required": _("Say what has to change.")},
    )


class ApproveForm(forms.Form):
    """A word to the centre is welcome with an approval, too."""

    comment = forms.CharField(
        label=_("Message to the centre (optional)"), required=False, widget=forms.Textarea({"rows": 4})
    )

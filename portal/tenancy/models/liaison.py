"""The Union's experts for communication with associations (glossary: liaison expert)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.czech import sort_key


class LiaisonExpert(models.Model):
    """Who speaks for the Union to an association: reads its newsletters and is its first contact (NWS-5, V4).

    With an account of the Union, or without one: then they decide by personal links sent to `email` (V1).
    """

    name = models.CharField(_("full name"), max_length=150)
    email = models.EmailField(_("e-mail"), unique=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="liaison_expert",
        help_text=_("Empty: the expert has no account and decides by links in e-mails."),
    )
    is_active = models.BooleanField(
        _("works for the Union"), default=True, help_text=_("Who left gets nothing more; what they decided stays.")
    )
    sort_key = models.CharField(max_length=600, editable=False, db_index=True)

    class Meta:
        verbose_name = _("communication expert")
        verbose_name_plural = _("communication experts")
        ordering = ["sort_key", "pk"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:  # type: ignore[no-untyped-def]
        self.sort_key = sort_key(self.name)
        super().save(*args, **kwargs)

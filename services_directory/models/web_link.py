"""What is known of the websites that published services name."""

from django.db import models
from django.utils import timezone


class LinkCheck(models.Model):
    """When a web address was asked last and what came of it. Kept by `verification.web_links` only.

    `failures` counts days in a row on which it surely led nowhere; `due_at` is when it is asked next.
    """

    url = models.CharField(max_length=500, unique=True)
    due_at = models.DateTimeField(default=timezone.now)
    last_checked = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    failed_on = models.DateField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = "check of a web address"
        verbose_name_plural = "checks of web addresses"
        default_permissions = ()
        indexes = [
            models.Index(fields=["due_at"], name="link_check_due"),
            models.Index(fields=["-answered_at"], name="link_check_answered"),
        ]

    def __str__(self) -> str:
        return self.url

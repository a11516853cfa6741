"""Settings of a web process that a test restarts: the suite's, with tasks that wait for a worker, behind a proxy."""

from portal.settings.test import *  # noqa: F403

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "mail"]}}
TRUSTED_PROXIES = 1

"""A developer's machine: debug pages, mail on the console, an unsafe key."""

from .base import *
from .env import env

DEBUG = True
DEMO = env.bool("DEMO", default=True)
SECRET_KEY = "development-only-key-never-used-outside-a-developers-machine"
ALLOWED_HOSTS = ["*"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.console.EmailBackend"}}
INTERNAL_IPS = ["127.0.0.1"]

"""The one place that reads the environment.

Every setting that differs between installations is read through `env`; production refuses to start
without the required ones (``environ.ImproperlyConfigured`` names the missing variable).
"""

from pathlib import Path
from tempfile import gettempdir
from typing import Any

import environ

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)


LEAST_SECRET = 24


def database(url: str, *, test_suffix: str = "") -> dict[str, Any]:
    """Django's DATABASES entry for a DATABASE_URL.

    SQLite gets WAL and immediate transactions (writers queue instead of failing) and one connection for each
    thread, kept open (decision 57): opening and closing the file costs more than a page's queries. PostgreSQL
    gets a connection pool. `test_suffix` names the test database, so that two test runs don't meet.
    """
    config: dict[str, Any] = dict(environ.Env.db_url_config(url))
    if config["ENGINE"].endswith("sqlite3"):
        config.setdefault("CONN_MAX_AGE", None)
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        }
        if test_suffix:
            folder = env.str("TEST_DB_DIR", default=gettempdir())
            config["TEST"] = {"NAME": f"{folder}/portal-test-{test_suffix}.sqlite3"}
    elif env.bool("PGBOUNCER", default=False):
        # Each transaction may meet another server process: nothing may be prepared, set or kept for a connection.
        config |= {"DISABLE_SERVER_SIDE_CURSORS": True, "CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": False}
        config["OPTIONS"] = {"prepare_threshold": None}
    else:
        config["OPTIONS"] = {
            # A database that is away is noticed within seconds (decision 56), nobody waits half a minute.
            "pool": {"min_size": 1, "max_size": env.int("DATABASE_POOL_SIZE", default=8), "timeout": 3},
            "connect_timeout": 3,
            # Compiling a query takes longer than any of ours runs.
            "options": "-c jit=off",
        }
        if test_suffix:
            config["TEST"] = {"NAME": f"portal_test_{test_suffix}"}
    return config


def cache(url: str) -> dict[str, Any]:
    """Django's CACHES entry for a CACHE_URL. A Redis or Valkey that is away is noticed within a second."""
    config: dict[str, Any] = dict(environ.Env.cache_url_config(url))
    if config["BACKEND"].endswith("db.DatabaseCache"):
        config["BACKEND"] = "portal.core.shared_cache.DatabaseCache"
    if config["BACKEND"].endswith("RedisCache"):
        config["KEY_PREFIX"] = config.get("KEY_PREFIX") or "portal"
        config["OPTIONS"] = {"socket_timeout": 1, "socket_connect_timeout": 1, **config.get("OPTIONS", {})}
    return config


def page_search(url: str) -> dict[str, Any]:
    """Wagtail's search over pages and lists of the administration: in the database, or OpenSearch at `url`.

    The directory of services has its own index in the database either way (decision 13). Raises
    ImproperlyConfigured for another kind of address.
    """
    if not url:
        return {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "simple"}
    if not url.startswith(("http://", "https://")):
        raise environ.ImproperlyConfigured("SEARCH_URL is the http or https address of an OpenSearch server")
    return {"BACKEND": "wagtail.search.backends.opensearch3", "URLS": [url], "INDEX_PREFIX": "portal_", "TIMEOUT": 5}


def secret(name: str) -> str:
    """A secret that may be left out. Raises ImproperlyConfigured for one short enough to be guessed."""
    value = env.str(name, default="")
    if value and len(value) < LEAST_SECRET:
        raise environ.ImproperlyConfigured(f"{name} must have {LEAST_SECRET} characters or more")
    return value


def storages(private_folder: Path) -> dict[str, Any]:
    """Django's STORAGES of files that people bring: folders of this machine, or a bucket with STORAGE=s3.

    Pictures (``default``) and all else (``private``, never given out but by views) are two folders of either.
    Raises ImproperlyConfigured for an unknown STORAGE or a bucket without a name.
    """
    kind = env.str("STORAGE", default="files")
    if kind == "files":
        files = "django.core.files.storage.FileSystemStorage"
        return {
            "default": {"BACKEND": files},
            "private": {"BACKEND": files, "OPTIONS": {"location": str(private_folder), "base_url": None}},
        }
    if kind != "s3":
        raise environ.ImproperlyConfigured(f"STORAGE is 'files' or 's3', not {kind!r}")
    common = {
        "bucket_name": env.str("S3_BUCKET"),
        "endpoint_url": env.str("S3_ENDPOINT_URL", default="") or None,
        "region_name": env.str("S3_REGION", default="") or None,
        "access_key": env.str("S3_ACCESS_KEY", default="") or None,
        "secret_key": env.str("S3_SECRET_KEY", default="") or None,
        "addressing_style": env.str("S3_ADDRESSING_STYLE", default="") or None,
        # Two uploads of one name are two files, as on a disk.
        "file_overwrite": False,
    }
    return {
        alias: {"BACKEND": f"portal.core.object_storage.{name}", "OPTIONS": {**common, "location": folder}}
        for alias, name, folder in (("default", "PublicFiles", "media"), ("private", "PrivateFiles", "private"))
    }


def strong(key: str) -> str:
    """A SECRET_KEY that may sign everything. Raises ImproperlyConfigured for one that could be guessed."""
    if len(key) < 50 or len(set(key)) < 12 or key.startswith("django-insecure-") or "development" in key:
        raise environ.ImproperlyConfigured(
            "SECRET_KEY can be guessed: it must have 50 characters by chance or more, "
            "for instance from: python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
        )
    return key


def mail_webhooks() -> tuple[str, dict[str, Any]]:
    """The mail service (``postmark``, ``mailgun`` …) that reports by webhook, and django-anymail's settings.

    Without ANYMAIL_WEBHOOKS there is none. Raises ImproperlyConfigured when nothing would keep strangers out.
    """
    service, anymail = env.str("ANYMAIL_WEBHOOKS", default=""), env.json("ANYMAIL", default={})
    secrets = anymail.get("WEBHOOK_SECRET", "")
    secrets = [secrets] if isinstance(secrets, str) else secrets
    is_safe = bool(secrets) and all(":" in secret and len(secret) >= LEAST_SECRET for secret in secrets)
    if service and not is_safe:
        raise environ.ImproperlyConfigured(
            f'ANYMAIL must have "WEBHOOK_SECRET": "name:password" of {LEAST_SECRET} characters or more'
        )
    return service, anymail


def mailers(delivery: dict[str, Any]) -> dict[str, Any]:
    """Django's MAILERS: everything is written to the outbox, the worker sends it by `delivery`."""
    if delivery.get("BACKEND", "").endswith("smtp.EmailBackend"):
        # A mail server that doesn't answer must not hold up the worker for ever.
        options = {"timeout": 30, **delivery.get("OPTIONS", {})}
        delivery = {**delivery, "BACKEND": "portal.jobs.smtp.EmailBackend", "OPTIONS": options}
    if delivery.get("BACKEND", "").startswith("anymail."):
        # Services have envelopes of their own; a message must not stay here for naming ours.
        delivery = {**delivery, "OPTIONS": {"ignore_unsupported_features": True, **delivery.get("OPTIONS", {})}}
    return {"default": {"BACKEND": "portal.jobs.mailer.OutboxMailer"}, "delivery": delivery}

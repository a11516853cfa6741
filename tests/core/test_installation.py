"""What an installation may choose by its environment: where files are, the cache, a pool of connections, secrets."""

from pathlib import Path
from typing import Any

import environ
import pytest
from django.core.cache import caches
from django.core.files.storage import storages as made
from django.test import override_settings

from portal.settings import env

pytestmark = pytest.mark.only_on("sqlite")


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    for name, value in {
        "STORAGE": "s3",
        "S3_BUCKET": "portal",
        "S3_ENDPOINT_URL": "https://s3.example.org",
        "S3_REGION": "eu",
        "S3_ACCESS_KEY": "a",
        "S3_SECRET_KEY": "b",
    }.items():
        monkeypatch.setenv(name, value)
    return env.storages(Path("/srv/private"))


def test_files_are_folders_without_further_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STORAGE", raising=False)
    found = env.storages(Path("/srv/private"))
    assert found["private"]["OPTIONS"] == {"location": "/srv/private", "base_url": None}
    assert {entry["BACKEND"] for entry in found.values()} == {"django.core.files.storage.FileSystemStorage"}


def test_a_bucket_has_a_folder_for_pictures_and_one_for_all_else(bucket: dict[str, Any]) -> None:
    with override_settings(
        STORAGES={**bucket, "staticfiles": {"BACKEND": "django.core.files.storage.InMemoryStorage"}}
    ):
        public, private = made["default"], made["private"]
        assert (public.bucket_name, public.location, private.location) == ("portal", "media", "private")
        assert public.endpoint_url == private.endpoint_url == "https://s3.example.org"
        assert not public.file_overwrite
        # A picture's address is ours: the portal asks whose host it is, and no other server is asked for it.
        assert public.url("images/škola a hřiště.jpg") == "/media/images/%C5%A1kola%20a%20h%C5%99i%C5%A1t%C4%9B.jpg"
        with pytest.raises(NotImplementedError, match="not accessible"):
            private.url("requests/1.pdf")


@pytest.mark.parametrize(("storage", "bucket_name"), [("ftp", "x"), ("s3", None)])
def test_half_a_choice_does_not_start(monkeypatch: pytest.MonkeyPatch, storage: str, bucket_name: str | None) -> None:
    monkeypatch.setenv("STORAGE", storage)
    monkeypatch.delenv("S3_BUCKET", raising=False)
    if bucket_name:
        monkeypatch.setenv("S3_BUCKET", bucket_name)
    with pytest.raises(environ.ImproperlyConfigured, match=r"STORAGE|S3_BUCKET"):
        env.storages(Path("/srv/private"))


@pytest.mark.parametrize("scheme", ["redis", "rediscache", "rediss"])
def test_a_cache_that_is_away_is_noticed_soon(scheme: str) -> None:
    config = env.cache(f"{scheme}://127.0.0.1:1/0")
    assert config["BACKEND"] == "django.core.cache.backends.redis.RedisCache"
    assert config["OPTIONS"]["socket_timeout"] == config["OPTIONS"]["socket_connect_timeout"] == 1
    here = override_settings(CACHES={"default": {**config, "LOCATION": "redis://127.0.0.1:1/0"}})
    with here, pytest.raises(Exception, match=r"127\.0\.0\.1:1"):
        caches["default"].get("x")


def test_behind_pgbouncer_nothing_is_kept_for_a_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGBOUNCER", "true")
    config = env.database("postgres://portal@127.0.0.1:6432/portal")
    assert config["DISABLE_SERVER_SIDE_CURSORS"]
    assert config["CONN_MAX_AGE"] == 0
    assert config["OPTIONS"] == {"prepare_threshold": None}
    monkeypatch.setenv("PGBOUNCER", "false")
    assert "DISABLE_SERVER_SIDE_CURSORS" not in env.database("postgres://portal@127.0.0.1:5432/portal")


def test_a_secret_that_can_be_guessed_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MONITORING_TOKEN", raising=False)
    assert env.secret("MONITORING_TOKEN") == ""
    monkeypatch.setenv("MONITORING_TOKEN", "short")
    with pytest.raises(environ.ImproperlyConfigured, match="MONITORING_TOKEN"):
        env.secret("MONITORING_TOKEN")
    monkeypatch.setenv("MONITORING_TOKEN", "x" * 24)
    assert env.secret("MONITORING_TOKEN") == "x" * 24


def test_search_over_pages_may_be_opensearch() -> None:
    assert env.page_search("")["BACKEND"] == "wagtail.search.backends.database"
    assert env.page_search("https://search.example.org:9200")["URLS"] == ["https://search.example.org:9200"]
    with pytest.raises(environ.ImproperlyConfigured, match="SEARCH_URL"):
        env.page_search("search.example.org:9200")

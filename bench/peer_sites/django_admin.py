"""Django admin over the people of the directory, configured as its documentation does.

Its own tables, for who signs in, are in SQLite: the directory stays as it is.
"""

import os

import django
from django.apps import AppConfig
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from sqlalchemy import make_url

from bench.peer_sites.person import ADDRESS, KEY, OWN_TABLES, PASSWORD, ROWS, SEARCHED, SHOWN

_url = make_url(os.environ[ADDRESS])


class People(AppConfig):
    name = "bench.peer_sites"
    label = "people"


class Router:
    def db_for_read(self, model: type, **_: object) -> str | None:
        return "people" if model._meta.app_label == "people" else None  # noqa: SLF001


settings.configure(
    SECRET_KEY=KEY,
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    STATIC_URL="/static/",
    USE_TZ=True,
    INSTALLED_APPS=[
        f"{__name__}.People",
        *(f"django.contrib.{each}" for each in ("admin", "auth", "contenttypes")),
        *(f"django.contrib.{each}" for each in ("sessions", "messages", "staticfiles")),
    ],
    MIDDLEWARE=[  # as `django-admin startproject` writes it
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ]
            },
        }
    ],
    DATABASES={
        "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ[OWN_TABLES]},
        "people": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": _url.database,
            "USER": _url.username,
            "PASSWORD": _url.password,
            "HOST": _url.host or _url.query["host"],
            "PORT": _url.port or _url.query.get("port", ""),
            "CONN_MAX_AGE": None,  # connections are kept, as the others do
        },
    },
    DATABASE_ROUTERS=[f"{__name__}.Router"],
)
django.setup()

from django.contrib import admin  # noqa: E402 - these want the settings
from django.contrib.auth.models import User  # noqa: E402
from django.db import models  # noqa: E402
from django.urls import path  # noqa: E402


class Person(models.Model):  # noqa: DJ008 - no page shows one by itself
    id = models.UUIDField(primary_key=True)
    name = models.TextField()
    email = models.TextField()
    status = models.TextField()
    role = models.TextField()
    created_at = models.DateTimeField()
    last_activity_at = models.DateTimeField(null=True)
    post_count = models.IntegerField()
    follower_count = models.IntegerField()

    class Meta:
        app_label = "people"
        managed = False
        db_table = "user_summaries"


@admin.register(Person)
class PersonAdmin(admin.ModelAdmin):
    list_display = SHOWN
    search_fields = SEARCHED
    ordering = ("-created_at",)
    list_per_page = ROWS


urlpatterns = [path("admin/", admin.site.urls)]
call_command("migrate", verbosity=0)
User.objects.create_superuser("bench", password=os.environ[PASSWORD])
app = get_wsgi_application()

"""How Reflex builds and serves the pages."""

import reflex as rx
from reflex.constants import StateManagerMode

from app.config import settings

config = rx.Config(
    app_name="app",
    backend_host="127.0.0.1",
    cors_allowed_origins=[settings.origin] if settings.origin else [],
    transport="websocket",
    state_manager_mode=StateManagerMode.MEMORY,
    redis_token_expiration=600,
    telemetry_enabled=False,
    show_built_with_reflex=False,
    frontend_compression_formats=["brotli", "gzip"],
    frontend_packages=["@fontsource-variable/inter@5.3.0"],
    disable_plugins=[rx.plugins.SitemapPlugin],
)

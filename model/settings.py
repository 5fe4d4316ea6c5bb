"""Settings of the model's programs; environment variables carry the prefix `MATCHSTREAM_`."""

from __future__ import annotations

from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict


class ModelSettings(BaseSettings):
    """Where models are kept and which one is served."""

    model_config = SettingsConfigDict(env_prefix="MATCHSTREAM_")

    model_registry: Path = Path("var/models")
    """Folder of the model registry (`MATCHSTREAM_MODEL_REGISTRY`)."""
    model_alias: str = "champion"
    """Alias or version that is served (`MATCHSTREAM_MODEL_ALIAS`)."""

"""Settings of the model's programs; environment variables carry the prefix `MATCHSTREAM_`."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class ModelSettings(BaseSettings):
    """Where models are kept."""

    model_config = SettingsConfigDict(env_prefix="MATCHSTREAM_")

    model_registry: Path = Field(Path("var/models"), description="Folder of the model registry.")

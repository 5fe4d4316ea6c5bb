"""Which model scores: the champion that the models topic names, loaded from the registry."""

from __future__ import annotations

from data.models import announced, to_record
from model.registry import Registry
from model.scorer import Scorer
from producers.sender import Sender
from stream_processor.settings import StreamSettings


def load(settings: StreamSettings, version: str) -> Scorer:
    """Load a version from the registry.

    Raises
    ------
    ArtifactRefused
        Where it is missing, damaged, foreign or of another feature schema.
    """
    return Scorer.load(Registry(settings.model_registry).resolve(version))


def settle(settings: StreamSettings, sender: Sender) -> Scorer:
    """Load the champion; where the topic names none yet, announce the registry's.

    From then on the topic decides, so that workers that start at different times score with one model.

    Raises
    ------
    ArtifactRefused
    """
    version = announced(settings)
    if version is not None:
        return load(settings, version)
    scorer = load(settings, "champion")
    sender.send([to_record(scorer.version)])
    return scorer

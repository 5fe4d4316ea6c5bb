"""Makes a model version champion, or goes back to the one before: the one way to do either.

A promotion names the champion that it replaces. It is sent, the topic is read back, and by the rule that every reader
has (`data.kafka.champion`) it is told whether it counted. The registry's alias follows the topic (`follow`).
"""

from __future__ import annotations

from data.errors import MatchstreamError
from data.kafka.champion import Champions, Promotion, champions
from data.kafka.reading import KafkaConnection
from model.registry import CHAMPION, Registry
from producers.sender import Sender


class NotPromoted(MatchstreamError):
    """A promotion that changed nothing; says why, which version is champion, and what to do."""


def promote(
    connection: KafkaConnection, registry: Registry, sender: Sender, version: str, replaces: str | None = None
) -> None:
    """Make a version champion, for every program at once.

    Parameters
    ----------
    connection : KafkaConnection
    registry : Registry
        Holds the version.
    sender : Sender
    version : str
    replaces : str, optional
        The champion that it is to replace. Default is the present one.

    Raises
    ------
    NotPromoted
        Where another is champion than it replaces, because somebody promoted one before or at the same time.
    ArtifactRefused
        Where the version is missing or damaged.
    NotDelivered
        Where it is not known whether the promotion was written; the same call again tells.
    """
    registry.verify(version)
    name = registry.resolve(version).name
    known = champions(connection)
    if known.current != name:
        _announce(connection, sender, known, Promotion(name, replaces or known.current))


def rollback(connection: KafkaConnection, registry: Registry, sender: Sender) -> str:
    """Go back to the champion before the present one.

    Returns
    -------
    str
        Its version.

    Raises
    ------
    NotPromoted, ArtifactRefused, NotDelivered
    """
    known = champions(connection)
    if len(known.past) < 2:
        raise NotPromoted(
            f"no champion before {known.current} was announced, so there is nothing to go back to: name a version with "
            f"`python -m producers promote VERSION`; {registry.folder} holds {', '.join(registry.versions())}"
        )
    version = known.past[-2]
    registry.verify(version)
    _announce(connection, sender, known, Promotion(version, known.current, rollback=True))
    return version


def announce_first(connection: KafkaConnection, registry: Registry, sender: Sender) -> str:
    """The announced champion; where there is none yet, announce the registry's.

    Returns
    -------
    str
        The version that is champion then, whoever announced it.

    Raises
    ------
    ArtifactRefused
        Where nothing is announced and the registry has no champion.
    """
    current = champions(connection).current
    if current is None:
        first = Promotion(registry.resolve(CHAMPION).name, None)
        sender.send([first.to_record()])
        current = champions(connection).current
    return current or first.version


def follow(connection: KafkaConnection, registry: Registry) -> None:
    """Let the registry's alias name the announced champion, where the registry holds it.

    Of several that do this at once the last to get the lock has read all that was announced.

    Raises
    ------
    OSError
        Where the registry can't be written to.
    """
    with registry.locked():
        current = champions(connection).current
        if current is not None and current in registry.versions():
            registry.set_champion(current)


def _announce(connection: KafkaConnection, sender: Sender, known: Champions, wanted: Promotion) -> None:
    if known.current == wanted.replaces:
        sender.send([wanted.to_record()])
        known = champions(connection)
        if wanted.id.encode() in known.counted or known.current == wanted.version:
            return
    raise NotPromoted(
        f"{wanted.version} was not promoted, and nothing changed: it was to replace {wanted.replaces or 'none'}, but "
        f"{known.current or 'none'} is champion, promoted by somebody else before it. If it is to replace that one: "
        f"`python -m producers promote {wanted.version} --replaces {known.current}`"
    )

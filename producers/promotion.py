"""Makes a model version champion, or returns to the previous one; there is no other way to do either.

A promotion names the champion that it replaces. After it was sent, the topic is read back, and the rule of all readers
(`data.kafka.champion`) decides whether it counted. The registry's alias follows the topic (`follow`).
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
        Where the champion is not the one to be replaced, because somebody promoted another before or at the same time.
    ArtifactRefused
        Where the version is missing or damaged.
    NotDelivered
        Where it is not known whether the promotion was written; repeat the call to find out.
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
        The version of that champion.

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
        The announced champion, whoever announced it.

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
    """Set the registry's alias to the announced champion, if the registry holds that version.

    If several programs do this at once, the last one to get the lock reads all announcements.

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

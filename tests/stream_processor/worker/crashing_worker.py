"""A worker in which a timer of Faust's own kind fails once its shards are open: a program for `test_app`."""

from __future__ import annotations

from producers.sender import Sender
from stream_processor.settings import StreamSettings
from stream_processor.shell import app
from stream_processor.shell.membership import Membership
from stream_processor.worker.shards import Shards
from tests.stream_processor.titles import TitleScorer


def main() -> None:
    """Run until it fails."""
    settings = StreamSettings()
    shards = Shards(settings, TitleScorer(), Sender(settings))  # type: ignore[arg-type]
    made = app.make_app(settings, shards, Membership(settings, app.stalled))

    @made.timer(0.1)
    async def fail() -> None:
        if shards.assignment.ready:
            raise RuntimeError("nobody catches this")

    app.run(made, settings)


if __name__ == "__main__":
    main()

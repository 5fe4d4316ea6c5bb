"""The gateway as it is deployed, with routes beside its own that validate the same body and answer a constant."""

from __future__ import annotations

from gateway.app import create_app
from gateway.predict.predictions import Pair, Prediction, predict
from gateway.settings import GatewaySettings
from gateway.texts.catalogue import texts_of
from gateway.web.server import make_server
from model.registry import Registry
from model.scoring.scorer import Scorer
from tests.bench.setting import registry

CONSTANT = "/api/constant"
SAME_ANSWER = "/api/same-answer"


def main() -> None:
    """Serve until a signal ends it."""
    settings = GatewaySettings()
    app = create_app(settings)
    scorer = Scorer.load(Registry(registry()).resolve("champion"))
    prediction = predict(scorer, Pair.model_validate({"vaga": {}, "candidato": {}}), texts_of("pt"), explain=False)

    @app.post(CONSTANT)
    async def constant(pair: Pair) -> dict[str, str]:
        return {"prediction_text": "ALTA QUALIDADE"}

    @app.post(SAME_ANSWER, response_model_exclude_unset=False)
    def same_answer(pair: Pair) -> Prediction:
        return prediction

    make_server(app, settings).run()


if __name__ == "__main__":
    main()

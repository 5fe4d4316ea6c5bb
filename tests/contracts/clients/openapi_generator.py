"""Asks a gateway through the Python client that openapi-generator made: `... FOLDER ADDRESS KEY CV`."""

import json
import sys

sys.path.insert(0, sys.argv[1])

from matchstream_client import (
    ApiClient,
    ApplicantDescription,
    ApplicantDocument,
    Configuration,
    DocumentsApi,
    Event,
    EventsApi,
    Job,
    JobDescription,
    JobEvent,
    Pair,
    PredictionsApi,
)
from matchstream_client.exceptions import UnauthorizedException


def event(number):
    return Event(
        JobEvent(
            specversion="1.0",
            id=str(number),
            source="/contracts",
            type="recruiting.job.upserted",
            data=Job(id=f"v{number}", titulo_vaga="Dev"),
        )
    )


client = ApiClient(Configuration(host=sys.argv[2], access_token=sys.argv[3]))
pair = Pair(
    vaga=JobDescription(competencias_tecnicas_requeridas="Python, Django", nivel_ingles="intermediário"),
    candidato=ApplicantDescription(conhecimentos_tecnicos="Python", nivel_ingles="avançado"),
)
found = {
    "score": PredictionsApi(client).predict(pair).quality_score,
    "one": EventsApi(client).send_event(event(1)).accepted,
    "some": EventsApi(client).send_events([event(2), event(3)]).accepted,
    "words": DocumentsApi(client).send_document("c1", ApplicantDocument(documento=sys.argv[4])).words,
}
try:
    PredictionsApi(ApiClient(Configuration(host=sys.argv[2], access_token="none"))).predict(pair)
except UnauthorizedException as error:
    found["refused"] = error.status
print(json.dumps(found))

"""Asks a gateway through the client that openapi-python-client made: `... FOLDER ADDRESS KEY`."""

import json
import sys

sys.path.insert(0, sys.argv[1])

from matchstream_client import AuthenticatedClient
from matchstream_client.api.events import send_event, send_events
from matchstream_client.api.predictions import predict
from matchstream_client.models import ApplicantDescription, Job, JobDescription, JobEvent, JobEventType, Pair


def event(number):
    return JobEvent(
        specversion="1.0",
        id=str(number),
        source="/contracts",
        type_=JobEventType.RECRUITING_JOB_UPSERTED,
        data=Job(id=f"v{number}", titulo_vaga="Dev"),
    )


client = AuthenticatedClient(base_url=sys.argv[2], token=sys.argv[3])
pair = Pair(
    vaga=JobDescription(competencias_tecnicas_requeridas="Python, Django", nivel_ingles="intermediário"),
    candidato=ApplicantDescription(conhecimentos_tecnicos="Python", nivel_ingles="avançado"),
)
stranger = predict.sync(client=AuthenticatedClient(base_url=sys.argv[2], token="none"), body=pair)
found = {
    "score": predict.sync(client=client, body=pair).quality_score,
    "one": send_event.sync(client=client, body=event(1)).accepted,
    "some": send_events.sync(client=client, body=[event(2), event(3)]).accepted,
    "refused": stranger.status,
}
print(json.dumps(found))

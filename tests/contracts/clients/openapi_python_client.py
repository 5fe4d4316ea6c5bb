"""Asks a gateway through the client that openapi-python-client made: `... FOLDER ADDRESS KEY CV`."""

import json
import sys
from importlib import import_module
from pkgutil import walk_packages

sys.path.insert(0, sys.argv[1])

import matchstream_client
from matchstream_client import AuthenticatedClient
from matchstream_client.api.documents import send_document
from matchstream_client.api.events import send_event, send_events
from matchstream_client.api.predictions import predict
from matchstream_client.models import (
    ApplicantDescription,
    ApplicantDocument,
    Job,
    JobDescription,
    JobEvent,
    JobEventType,
    Pair,
)


def event(number):
    return JobEvent(
        specversion="1.0",
        id=str(number),
        source="/contracts",
        type_=JobEventType.RECRUITING_JOB_UPSERTED,
        data=Job(id=f"v{number}", titulo_vaga="Dev"),
    )


for module in walk_packages(matchstream_client.__path__, "matchstream_client."):
    import_module(module.name)  # also of operations that are not asked here
client = AuthenticatedClient(base_url=sys.argv[2], token=sys.argv[3])
pair = Pair(
    vaga=JobDescription(competencias_tecnicas_requeridas="Python, Django", nivel_ingles="intermediário"),
    candidato=ApplicantDescription(conhecimentos_tecnicos="Python", nivel_ingles="avançado"),
)
cv = ApplicantDocument(documento=sys.argv[4])
stranger = predict.sync(client=AuthenticatedClient(base_url=sys.argv[2], token="none"), body=pair)
found = {
    "score": predict.sync(client=client, body=pair).quality_score,
    "one": send_event.sync(client=client, body=event(1)).accepted,
    "some": send_events.sync(client=client, body=[event(2), event(3)]).accepted,
    "words": send_document.sync("c1", client=client, body=cv).words,
    "refused": stranger.status,
}
print(json.dumps(found))

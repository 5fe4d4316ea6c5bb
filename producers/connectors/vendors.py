"""Every connector that there is."""

from __future__ import annotations

from producers.connectors.ashby import ASHBY
from producers.connectors.cloudevents import CLOUDEVENTS
from producers.connectors.connector import Connector
from producers.connectors.greenhouse import GREENHOUSE
from producers.connectors.gupy import GUPY
from producers.connectors.smartrecruiters import SMARTRECRUITERS
from producers.connectors.standard_webhooks import STANDARD_WEBHOOKS

VENDORS: dict[str, Connector] = {
    connector.name: connector
    for connector in (GUPY, GREENHOUSE, ASHBY, SMARTRECRUITERS, STANDARD_WEBHOOKS, CLOUDEVENTS)
}

#!/usr/bin/env bash
# One would guess: sign() of the Standard Webhooks library for Python takes a moment, so that one moment written in two
# time zones has one signature.
#
# What is so: it puts UTC in the place of whatever time zone the datetime has, without converting it. Noon in São Paulo
# is signed as noon in UTC, three hours earlier, so the webhook that carries the moment's true number of seconds is refused
# by every verifier, this library's own included.
#
# Source: standardwebhooks (PyPI) 1.1.0, webhooks.py, sign(): timestamp.replace(tzinfo=timezone.utc); Python's
# datetime.replace(): "no conversion is done" there, astimezone() is what converts. Standard Webhooks specification: the signed number is
# the Unix timestamp in seconds.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'standardwebhooks==1.1.0' 'tzdata==2026.3'
venv/bin/python - <<'EOF'
import datetime, importlib.metadata, zoneinfo
from standardwebhooks import Webhook, WebhookVerificationError

webhook = Webhook("whsec_" + "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3")
now = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
print("standardwebhooks", importlib.metadata.version("standardwebhooks"))
found = {}
for zone in ("UTC", "America/Sao_Paulo", "America/Noronha"):
    moment = now.astimezone(zoneinfo.ZoneInfo(zone))
    assert moment == now
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": webhook.sign("msg_1", moment, "{}"),
    }
    try:
        found[zone] = webhook.verify("{}", headers)
    except WebhookVerificationError as error:
        found[zone] = str(error)
    print(f"the same moment, as {zone} writes it: {found[zone]}")
refused = "No matching signature found"
assert found == {"UTC": {}, "America/Sao_Paulo": refused, "America/Noronha": refused}
EOF

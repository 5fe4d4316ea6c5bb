#!/usr/bin/env bash
# One would guess: verify() of the Standard Webhooks libraries returns, or raises their WebhookVerificationError.
#
# What is so: once the signature was found right both parse the body as JSON and let the parser's error out: a
# webhook of plain text, whose signature holds, ends with a JSONDecodeError or a SyntaxError, for which a handler
# of the library's own error is not prepared. (In Python json_parse=False turns it off.)
#
# Source: Standard Webhooks specification, spec/standard-webhooks.md: the signature is over the bytes of the body,
# JSON is recommended. standardwebhooks (PyPI) 1.1.0, webhooks.py line 82; standardwebhooks (npm) 1.1.1,
# dist/index.js line 76.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'standardwebhooks==1.1.0'
npm install --silent --no-audit --no-fund --prefix . 'standardwebhooks@1.1.1'
cat > check.py <<'EOF'
import datetime, importlib.metadata, sys
from standardwebhooks import Webhook, WebhookVerificationError

hook, now = Webhook("whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"), datetime.datetime.now(datetime.timezone.utc)
found = []
for body in ('{"event": "hired"}', "hired"):
    signature, moment = hook.sign("1", now, body), str(int(now.timestamp()))
    headers = {"webhook-id": "1", "webhook-timestamp": moment, "webhook-signature": signature}
    try:
        hook.verify(body, headers)
        found.append("verified")
    except WebhookVerificationError:
        found.append("refused")
    except ValueError as error:
        found.append(type(error).__name__)
print("standardwebhooks", importlib.metadata.version("standardwebhooks"), "(Python):", found)
sys.exit(found != ["verified", "JSONDecodeError"])
EOF
cat > check.js <<'EOF'
const { Webhook } = require("standardwebhooks");
const { version } = JSON.parse(require("fs").readFileSync("node_modules/standardwebhooks/package.json"));
const hook = new Webhook("whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"), now = new Date();
const found = ['{"event": "hired"}', "hired"].map((body) => {
  const signature = hook.sign("1", now, body), moment = String(Math.floor(now / 1000));
  const headers = { "webhook-id": "1", "webhook-timestamp": moment, "webhook-signature": signature };
  try { hook.verify(body, headers); return "verified"; } catch (error) { return error.constructor.name; }
});
console.log("standardwebhooks", version, "(JavaScript):", found);
process.exit(found.join() === "verified,SyntaxError" ? 0 : 1);
EOF
venv/bin/python check.py
node check.js

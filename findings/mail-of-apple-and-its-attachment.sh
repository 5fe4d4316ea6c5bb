#!/usr/bin/env bash
# One would guess: Python's iter_attachments() finds the CV that a mail brings, as mail programs show it.
#
# What is so: Apple Mail writes a mail with formatted text and a PDF as multipart/alternative, with the plain text as the one
# alternative, and the formatted text with the PDF in the middle, in a multipart/mixed, as the other. For an alternative
# iter_attachments() has nothing, without an error; and get_body() gives the text, so nothing looks amiss. imap-tools and
# mail-parser, which walk through all parts, find the PDF, as mailparser for Node does.
#
# Source: Python's documentation of email.message, iter_attachments: "Return an empty iterator when applied to a
# multipart/alternative". RFC 2046, 5.1.4, lets any type stand in an alternative.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'imap-tools==1.16.0' 'mail-parser==4.8.0'
npm install --silent --no-audit --no-fund --prefix . 'mailparser@3.14.2'
cat > names.js <<'EOF'
const { simpleParser } = require("mailparser");
simpleParser(require("fs").readFileSync("cv.eml")).then((mail) => console.log(JSON.stringify(mail.attachments.map((one) => one.filename))));
EOF
venv/bin/python - <<'EOF'
import email, email.policy, importlib.metadata, json, platform, subprocess

import imap_tools, mailparser

LINES = """From: Ana <ana@example.com>
To: rh@example.com
Subject: Analista de Dados
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary=outer

--outer
Content-Type: text/plain; charset=us-ascii

Segue meu CV.
--outer
Content-Type: multipart/mixed; boundary=inner

--inner
Content-Type: text/html; charset=us-ascii

<p>Segue meu <b>CV</b>.</p>
--inner
Content-Disposition: inline; filename=cv.pdf
Content-Type: application/pdf; name=cv.pdf
Content-Transfer-Encoding: base64

JVBERi0xLjQK
--inner
Content-Type: text/html; charset=us-ascii

<p>Ana</p>
--inner--
--outer--
"""
mail = LINES.replace("\n", "\r\n").encode()
with open("cv.eml", "wb") as file:
    file.write(mail)
message = email.message_from_bytes(mail, policy=email.policy.default)
node = subprocess.run(["node", "names.js"], check=True, capture_output=True, text=True)
found = {
    f"Python {platform.python_version()}, iter_attachments": [part.get_filename() for part in message.iter_attachments()],
    f"imap-tools {importlib.metadata.version('imap-tools')}": [one.filename for one in imap_tools.MailMessage.from_bytes(mail).attachments],
    f"mail-parser {importlib.metadata.version('mail-parser')}": [one["filename"] for one in mailparser.parse_from_bytes(mail).attachments],
    "mailparser (npm) 3.14.2": json.loads(node.stdout),
}
for name, files in found.items():
    print(f"{name}: {files}")
print("the text, by get_body:", repr(message.get_body(("plain",)).get_content()))
assert list(found.values()) == [[], ["cv.pdf"], ["cv.pdf"], ["cv.pdf"]]
assert message.get_body(("plain",)).get_content().startswith("Segue")
EOF

#!/usr/bin/env bash
# One would guess: a feed of jobs whose texts are XHTML, as Atom allows, is read in the order in which it is written, and the link of a job
# is the job's page.
#
# What is so: rss-parser reads the text into an object and writes the object out again, by which what is marked comes behind all that isn't:
# "R$ 5 mil por mês" is "por mêsR$ 5 mil". The link it gives is the first one, be it the enclosure, and as it stands, without xml:base.
# feedparser and gofeed give text and address as they are meant.
#
# Source: RFC 4287, 3.1.1.3 and 4.2.7.2: a link without rel is the alternate; XML Base. rss-parser 3.13.0, lib/utils.js, getContent: xml2js's
# Builder over what xml2js parsed, whose text is one member and whose children are others; lib/utils.js, getLink.
set -euo pipefail
folder=$(mktemp -d)
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'feedparser==6.0.14'
npm install --silent --no-audit --no-fund --prefix . 'rss-parser@3.13.0'
cat > feed.xml <<'EOF'
<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://vagas.example/br/">
<title>Vagas</title><id>urn:feed:1</id><updated>2024-05-02T10:00:00-03:00</updated>
<entry><title>Analista</title><id>urn:job:7</id><updated>2024-05-02T10:00:00-03:00</updated>
<link rel="enclosure" href="7.pdf"/><link href="vagas/7"/>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Paga <b>R$ 5 mil</b> por mês</p></div></content></entry>
</feed>
EOF
cat > go.mod <<'EOF'
module finding

go 1.26

require github.com/mmcdole/gofeed v1.4.2
EOF
cat > main.go <<'EOF'
package main

import (
	"fmt"
	"os"

	"github.com/mmcdole/gofeed"
)

func main() {
	file, _ := os.Open("feed.xml")
	feed, _ := gofeed.NewParser().Parse(file)
	fmt.Println(feed.Items[0].Link, feed.Items[0].Content)
}
EOF
cat > read.mjs <<'EOF'
import { readFileSync } from "node:fs";
import Parser from "rss-parser";
const feed = await new Parser().parseString(readFileSync("feed.xml", "utf8"));
console.log(feed.items[0].link, feed.items[0].contentSnippet);
EOF
of_go=$(GOFLAGS=-mod=mod go run . 2>/dev/null)
of_python=$(venv/bin/python -c '
import feedparser
entry = feedparser.parse("feed.xml").entries[0]
print(entry.link, entry.content[0].value)')
of_node=$(node read.mjs)
printf 'gofeed 1.4.2: %s\nfeedparser 6.0.14: %s\nrss-parser 3.13.0: %s\n' "$of_go" "$of_python" "$of_node"
[[ $of_go == 'https://vagas.example/br/vagas/7 <p>Paga <b>R$ 5 mil</b> por mês</p>' && $of_python == "$of_go" ]]
[[ $of_node == '7.pdf Paga  por mêsR$ 5 mil' ]]

#!/bin/sh
# Replaces all programs of the Compose installation by what is checked out, without a standstill: `deploy/upgrade.sh`.
# Back to the version before: check that out, and call the same. What happens in which order, and what was measured:
# docs/operations.md, "Upgrade, and back".
set -eu
cd "$(dirname "$0")/.."

# Of those that may be several, each new one is there before an old one goes.
replaced_one_by_one() {
    old=$(docker compose ps -q "$1")
    count=$(echo "$old" | grep -c . || true)
    for replica in $old; do
        docker compose up -d --no-deps --no-recreate --wait --scale "$1=$((count + 1))" "$1"
        docker stop "$replica"
        docker rm "$replica"
    done
}

docker compose build
docker compose run --rm -T secrets
docker compose run --rm -T topics
replaced_one_by_one worker
# Of these there is one; what they do waits meanwhile.
docker compose up -d --no-deps --wait cache
docker compose up -d --no-deps --wait webhooks
replaced_one_by_one gateway

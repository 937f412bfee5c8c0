#!/bin/sh
# One sync as Airbyte's platform runs it: source-postgres reads the views, its messages go into the connector.
# Needs `docker compose up --detach --wait` and one `npm start` against it, as compose.yaml says.
set -eu
cd "$(dirname "$0")/../.."

docker compose --profile sync build --quiet destination
docker compose --profile sync run --rm --no-TTY source \
  read --config /config/source.json --catalog /config/catalog.json |
  docker compose --profile sync run --rm --no-TTY --interactive destination \
    write --config /config/destination.json --catalog /config/catalog.json

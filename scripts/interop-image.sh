#!/usr/bin/env bash
# interop-image.sh -- runs Airbyte's standard tests for Docker connectors on the image.
#
#   IMAGE=destination-dhis2:dev scripts/interop-image.sh
#
# A sandbox must listen where test/interop/configs points: scripts/image-smoke.sh starts one and calls this.
# IMAGE, DOCKER: as for image-smoke.sh. The virtual environment .venv is made by `npx jest --selectProjects interop`.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

IMAGE=${IMAGE:-destination-dhis2:dev}
[ -f .venv/pins.sha256 ] || { echo 'skipped: no .venv yet, run npx jest --selectProjects interop first'; exit 0; }

# The standard tests call plain `docker run`: this puts the connector on the host's network, where the sandbox is.
shim=$(mktemp -d)
trap 'rm -rf "$shim"' EXIT
cat >"$shim/docker" <<SHIM
#!/bin/sh
if [ "\$1" = run ]; then shift; set -- run --network host "\$@"; fi
exec "$(command -v "${DOCKER:-docker}")" "\$@"
SHIM
chmod +x "$shim/docker"

PATH="$shim:$PATH" AIRBYTE_OFFLINE_MODE=1 DO_NOT_TRACK=1 .venv/bin/python -B -m pytest test/interop/standard \
  --rootdir test/interop/standard -c /dev/null -p no:cacheprovider -q -rs --tb=short --disable-warnings --connector-image "$IMAGE"

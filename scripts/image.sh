#!/usr/bin/env bash
# image.sh -- builds the image and runs scripts/image-smoke.sh on it, where this machine can.
#
# With a container engine that answers: `docker build`, then the smoke script. Without one, IMAGE_CHECK may name a program
# that brings its own engine; it is given this folder, builds the image and runs the smoke script. Else: skipped, exit code 0.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

IMAGE=${IMAGE:-destination-dhis2:dev}
if docker version >/dev/null 2>&1; then
  docker build -t "$IMAGE" . && IMAGE="$IMAGE" exec scripts/image-smoke.sh
elif [ -x "${IMAGE_CHECK:-}" ]; then
  exec "$IMAGE_CHECK" .
else
  echo 'skipped: no container engine answers here, so the image was neither built nor run'
fi

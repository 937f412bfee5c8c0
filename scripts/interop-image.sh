#!/usr/bin/env bash
# interop-image.sh -- runs the image through Airbyte's standard tests for Docker connectors, and through PyAirbyte.
#
#   IMAGE=destination-dhis2:dev scripts/interop-image.sh
#
# A sandbox must listen where test/interop/configs points: scripts/image-smoke.sh starts one and calls this.
# IMAGE, DOCKER: as for image-smoke.sh. The virtual environment .venv is made by `npx jest --selectProjects interop`.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
root=$PWD

IMAGE=${IMAGE:-destination-dhis2:dev}
[ -f .venv/pins.sha256 ] || { echo 'skipped: no .venv yet, run npx jest --selectProjects interop first'; exit 0; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export AIRBYTE_OFFLINE_MODE=1 DO_NOT_TRACK=1 AIRBYTE_LOGGING_ROOT="$work/logs"

# The standard tests call plain `docker run`: this puts the connector on the host's network, where the sandbox is.
mkdir "$work/bin"
cat >"$work/bin/docker" <<SHIM
#!/bin/sh
case "\$*" in
*--network*) ;;
run*) shift; set -- run --network host "\$@" ;;
esac
exec "$(command -v "${DOCKER:-docker}")" "\$@"
SHIM
chmod +x "$work/bin/docker"
PATH="$work/bin:$PATH"

.venv/bin/python -B -m pytest test/interop/standard --rootdir test/interop/standard -c /dev/null -p no:cacheprovider \
  -q -rs --tb=short --disable-warnings --connector-image "$IMAGE"
standard=$?

cat >"$work/catalog.json" <<'CATALOG'
{"streams":[{"name":"monthly","supported_sync_modes":["full_refresh"],"json_schema":{"type":"object","properties":{
  "data_set":{"type":"string"},"data_element":{"type":"string"},"org_unit":{"type":"string"},"period":{"type":"string"},"value":{"type":"integer"}}}}]}
CATALOG
row='{"type":"RECORD","record":{"stream":"monthly","emitted_at":1700000000000,"data":{"data_set":"dsMONTHLY01","data_element":"deINTEGER01","org_unit":"ouFACIL0001","period":"2025%02d","value":7}}}\n'
state='{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":{"name":"monthly"},"stream_state":{"row":6}}}}\n'
# shellcheck disable=SC2059
{ printf "$row" 1 2 3 4 5 6; printf "$state"; } >"$work/messages.jsonl"
cd "$work" || exit 1
pyairbyte() {
  "$root/.venv/bin/python" -B "$root/test/interop/python/run_pyairbyte.py" "$1" --image "$IMAGE" \
    --config "$root/test/interop/configs/sandbox.json" --catalog catalog.json --messages messages.jsonl 2>/dev/null | tail -1
}
check=$(pyairbyte check)
write=$(pyairbyte write)
echo "PyAirbyte, from the image: check $check, write $write"
case "$check $write" in *'"ok": true'*'"ok": true'*'"delivered": 6, "confirmed": 6'*) ;; *) exit 1 ;; esac
exit $standard

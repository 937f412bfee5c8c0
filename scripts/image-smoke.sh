#!/usr/bin/env bash
# image-smoke.sh -- runs the image as Airbyte does, against the sandbox, and says what holds and what does not.
#
#   IMAGE=destination-dhis2:dev scripts/image-smoke.sh
#
# IMAGE   the image to run          (default destination-dhis2:dev; make it with `docker build -t destination-dhis2:dev .`)
# DOCKER  the command line to use   (default docker)
# ROWS    rows of the 256 MiB run   (default 100000)
# Needs `npm install` to have been run, for the sandbox. Ends with `N passed, N failed`; exit code 1 if any failed.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

IMAGE=${IMAGE:-destination-dhis2:dev}
DOCKER=${DOCKER:-docker}
ROWS=${ROWS:-100000}
"$DOCKER" image inspect "$IMAGE" >/dev/null 2>&1 || { echo "no image $IMAGE, or no container engine that answers"; exit 1; }
work=$(mktemp -d)
chmod 755 "$work"
passed=0
failed=0

finish() {
  [ -z "${sandbox:-}" ] || kill "$sandbox" 2>/dev/null
  "$DOCKER" rm -f "smoke-$$" >/dev/null 2>&1
  rm -rf "$work"
}
trap finish EXIT

# report TITLE COMMAND... : one line a check.
report() {
  local title=$1
  shift
  if "$@" >"$work/why" 2>&1; then
    passed=$((passed + 1)); printf 'ok      %s\n' "$title"
  else
    failed=$((failed + 1)); printf 'NOT OK  %s\n' "$title"; sed 's/^/          /' "$work/why" | head -5
  fi
}

# As tight as a cluster may run it: no writable file system, no capabilities. Only the network is the host's.
connector() { "$DOCKER" run --rm -i --network "${NETWORK:-host}" --read-only --cap-drop ALL --security-opt no-new-privileges "$@"; }
inside() { NETWORK=none connector --entrypoint sh "$IMAGE" -c "$1"; }

# How many lines of FILE are messages of a kind: messages FILE '"type":"STATE"'
messages() { grep -c -- "$2" "$1"; }
same() { [ "$1" = "$2" ] || { echo "expected $2, got $1"; return 1; }; }
at_most() { awk -v a="$1" -v b="$2" 'BEGIN { exit !(a <= b) }' || { echo "expected at most $2, got $1"; return 1; }; }
inspect() { "$DOCKER" image inspect -f "$1" "$IMAGE"; }

# ---- a DHIS2 to talk to ----------------------------------------------------------------------------------------------
node sandbox/lib/main.js --version 2.42 --port 8942 --metadata test/transcripts/metadata.json \
  --password 'connector=Connector1!' >"$work/sandbox.log" 2>&1 &
sandbox=$!
for _ in $(seq 100); do
  url=$(grep -oE 'https?://[^ ]+' "$work/sandbox.log" | head -1)
  [ -n "$url" ] && break
  kill -0 "$sandbox" 2>/dev/null || { cat "$work/sandbox.log"; echo 'the sandbox did not start: run npm install'; exit 1; }
  sleep 0.2
done

# ---- a job: its configuration, its catalog, its rows -----------------------------------------------------------------
config() { # PASSWORD
  printf '{"base_url":"%s","credentials":{"auth_type":"basic","username":"connector","password":"%s"}}' "$url" "$1"
}
catalog='{"streams":[{"stream":{"name":"monthly","json_schema":{"type":"object","properties":{"data_set":{"type":"string"},"data_element":{"type":"string"},"org_unit":{"type":"string"},"period":{"type":"string"},"value":{"type":"integer"}}}},"sync_mode":"full_refresh","destination_sync_mode":"append"}]}'
mkdir "$work/dest" "$work/config"
config 'Connector1!' >"$work/dest/connectorConfig.json"
config 'Connector1!' >"$work/config/destination_config.json"
config 'wrong-canary-password' >"$work/dest/wrong.json"
echo "$catalog" >"$work/dest/catalog.json"
echo "$catalog" >"$work/config/destination_catalog.json"
chmod -R a+rX "$work/dest" "$work/config"

rows() { # FROM TO [BAD_ROW] : long rows of distinct cells, then a state
  awk -v from="$1" -v to="$2" -v bad="${3:--1}" 'BEGIN {
    for (i = from; i < to; i++) {
      month = int(i / 2000)
      printf "{\"type\":\"RECORD\",\"record\":{\"stream\":\"monthly\",\"emitted_at\":1700000000000,\"data\":{\"data_set\":\"dsPERF00001\",\"data_element\":\"dePERF%05d\",\"org_unit\":\"ouPERF%05d\",\"period\":\"%d%02d\",\"value\":%s}}}\n", \
        i % 20 + 1, int(i / 20) % 100 + 1, 2010 + int(month / 12), month % 12 + 1, i == bad ? "\"twelve\"" : i
      if ((i + 1) % 10000 == 0 || i + 1 == to)
        printf "{\"type\":\"STATE\",\"state\":{\"type\":\"STREAM\",\"stream\":{\"stream_descriptor\":{\"name\":\"monthly\"},\"stream_state\":{\"row\":%d}},\"id\":%d}}\n", i + 1, i + 1
    }
  }'
}

echo "image: $IMAGE, $(inspect '{{.Size}}' | awk '{printf "%.0f MB", $1 / 1e6}'), of which the connector adds $("$DOCKER" history --no-trunc --human=false --format '{{.Size}} {{.CreatedBy}}' "$IMAGE" | awk '/COPY/ && /# buildkit/ {s += $1} /^[0-9]+ +RUN \/bin\/sh -c rm -rf/ {s += $1} END {printf "%.1f MB", s / 1e6}')"

# ---- what it is made of ----------------------------------------------------------------------------------------------
version=$(node -p "require('./package.json').version")
entrypoint=$(inspect '{{index .Config.Entrypoint 0}}')
report 'the entry point is absolute and is what AIRBYTE_ENTRYPOINT says' \
  same "$(inspect '{{range .Config.Env}}{{println .}}{{end}}' | grep AIRBYTE_ENTRYPOINT=/)" "AIRBYTE_ENTRYPOINT=$entrypoint"
report 'it runs as user 1000:1000, called airbyte' same "$(inside 'echo $(id -u):$(id -g) $(id -un)')" '1000:1000 airbyte'
report 'airbyte owns /airbyte, /config and /secrets' \
  same "$(inside 'stat -c %U:%G /airbyte /config /secrets | sort -u')" airbyte:airbyte
report 'the labels name the connector and its version' \
  same "$(inspect '{{index .Config.Labels "io.airbyte.name"}} {{index .Config.Labels "io.airbyte.version"}}')" "airbyte/destination-dhis2 $version"
report 'no package manager of Node.js is in it' same "$(inside 'for c in npm npx yarn corepack; do command -v $c; done; echo none')" none
report 'no sources are in it' \
  same "$(inside 'find /airbyte -name "*.ts" -o -name "*.map" -o -name src -maxdepth 1 -o -name tsconfig.json -maxdepth 1 | head -3')" ''
for memory in 256 2048; do
  heap=$(NETWORK=none connector --memory "${memory}m" --entrypoint node "$IMAGE" -p 'Math.round(v8.getHeapStatistics().heap_size_limit / 1048576)')
  report "the heap ends at $heap MiB in $memory MiB" at_most "$heap" $((memory * 3 / 5))
done

# ---- spec ------------------------------------------------------------------------------------------------------------
inside "$entrypoint spec; times >&2" >"$work/spec" 2>"$work/times"
report 'spec prints one message, a SPEC' same "$(messages "$work/spec" .):$(messages "$work/spec" '"type":"SPEC"')" 1:1
cpu=$(tail -1 "$work/times" | sed 's/[ms]/ /g' | awk '{print $1 * 60 + $2 + $3 * 60 + $4}')
report "spec takes $cpu s of CPU" at_most "$cpu" 0.5

# ---- check -----------------------------------------------------------------------------------------------------------
connector -v "$work/dest:/dest:ro" -w /dest "$IMAGE" check --config /dest/connectorConfig.json >"$work/out" 2>"$work/err"
report 'check succeeds, in /dest' same "$(messages "$work/out" '"status":"SUCCEEDED"'):$(wc -c <"$work/err")" 1:0
connector -v "$work/config:/config:ro" -w /config "$IMAGE" check --config destination_config.json >"$work/out" 2>"$work/err"
report 'check succeeds, in /config with a relative name' same "$(messages "$work/out" '"status":"SUCCEEDED"')" 1
connector -v "$work/dest:/dest:ro" -w /dest "$IMAGE" check --config wrong.json >"$work/out" 2>"$work/err"
report 'check fails with a wrong password, and does not repeat it' \
  same "$(messages "$work/out" '"status":"FAILED"'):$(cat "$work/out" "$work/err" | grep -c canary)" 1:0

# ---- write -----------------------------------------------------------------------------------------------------------
stored() { # rows in the sandbox for the months of a run
  node -e '
    const [url, from, to] = process.argv.slice(1);
    const auth = "Basic " + Buffer.from("connector:Connector1!").toString("base64");
    fetch(`${url}/api/dataValueSets?dataSet=dsPERF00001&orgUnit=ouROOT00001&children=true&startDate=${from}&endDate=${to}`, { headers: { authorization: auth, accept: "application/json" } })
      .then((answer) => answer.json()).then((body) => console.log((body.dataValues ?? []).length));' "$url" "$1" "$2"
}
write_in() { # FOLDER CONFIG CATALOG [docker options] : stdin → $work/out, $work/err; prints the exit code
  local folder=$1 config=$2 catalog=$3
  shift 3
  connector -v "$work/$folder:/$folder:ro" -w "/$folder" -e WORKER_JOB_ID=1 "$@" "$IMAGE" \
    write --config "$config" --catalog "$catalog" >"$work/out" 2>"$work/err"
  echo $?
}

code=$(rows 0 1000 500 | write_in dest /dest/connectorConfig.json /dest/catalog.json)
report 'write stores 999 of 1,000 rows and ends with 0, in /dest' same "$code:$(stored 2010-01-01 2010-01-31)" 0:999
report 'its state says 999 written, 1 rejected' \
  same "$(grep '"type":"STATE"' "$work/out" | grep -oE '"(recordCount|rejectedRecordCount)":[0-9]+' | tr '\n' ' ')" '"recordCount":999 "rejectedRecordCount":1 '
report 'it writes nothing to stderr' same "$(wc -c <"$work/err")" 0
code=$(rows 1000 2000 | write_in config destination_config.json destination_catalog.json)
report 'write stores 1,000 more, in /config with relative names' same "$code:$(stored 2010-01-01 2010-01-31)" 0:1999
code=$(rows 2000 3000 | write_in dest wrong.json catalog.json)
report 'write with a wrong password fails with one config_error and no state' \
  same "$((code != 0)):$(messages "$work/out" '"failure_type":"config_error"'):$(messages "$work/out" '"type":"STATE"')" 1:1:0

code=$(rows 4000 $((4000 + ROWS)) | write_in dest connectorConfig.json catalog.json --memory 256m --memory-swap 256m)
report "write stores $ROWS rows in 256 MiB" \
  same "$code:$(grep '"type":"STATE"' "$work/out" | tail -1 | grep -o '"row":[0-9]*')" "0:\"row\":$((4000 + ROWS))"

# ---- SIGTERM ---------------------------------------------------------------------------------------------------------
mkfifo "$work/pipe"
write_in dest connectorConfig.json catalog.json --name "smoke-$$" <"$work/pipe" >"$work/code" &
writer=$!
exec 3>"$work/pipe"
# More than the first state needs to be earned; the rest is on its way when the signal comes.
rows 200000 230000 >&3
for _ in $(seq 900); do grep -q '"type":"STATE"' "$work/out" && break; sleep 0.1; done
asked=$(date +%s)
"$DOCKER" kill --signal TERM "smoke-$$" >/dev/null
wait "$writer"
report "SIGTERM ends it within 10 s, with an exit code that is not 0 ($(cat "$work/code"))" \
  same "$(($(date +%s) - asked <= 10)):$(($(cat "$work/code") != 0))" 1:1
last=$(grep '"type":"STATE"' "$work/out" | tail -1 | grep -oE '"row":[0-9]+' | grep -oE '[0-9]+')
report "the states earned are out, the last at row ${last:-none}, and all rows before it are stored" \
  at_most "$((${last:-999999} - 200000))" "$(stored 2018-05-01 2019-12-31)"
exec 3>&-

# ---- Airbyte's standard tests ----------------------------------------------------------------------------------------
report "Airbyte's standard tests for Docker connectors and PyAirbyte are content" env IMAGE="$IMAGE" DOCKER="$DOCKER" scripts/interop-image.sh
tail -3 "$work/why"

printf '%s passed, %s failed\n' "$passed" "$failed"
[ "$failed" = 0 ]

"""Runs the destination through PyAirbyte and prints, as the last line, one JSON object that says what came of it.

usage: run_pyairbyte.py VERB (--destination EXE | --image IMAGE) --config FILE [--catalog FILE --messages FILE]
  spec    the connector's settings, and whether the configuration fits them
  check   PyAirbyte's check()
  write   the messages, straight from a source
  cached  the messages, through PyAirbyte's cache (its default): columns in lower case, one state a stream
  smoke   PyAirbyte's own destination smoke test, its preflight stream included
"""

import argparse
import json
import os
import sys
from pathlib import Path

os.environ["AIRBYTE_OFFLINE_MODE"] = "1"
os.environ["DO_NOT_TRACK"] = "1"

import airbyte as ab  # noqa: E402
from airbyte._util.destination_smoke_tests import run_destination_smoke_test  # noqa: E402

HERE = Path(__file__).parent


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("verb", choices=["spec", "check", "write", "cached", "smoke"])
    connector = parser.add_mutually_exclusive_group(required=True)
    connector.add_argument("--destination", help="the executable")
    connector.add_argument("--image", help="the Docker image, run on the host's network")
    parser.add_argument("--config", required=True)
    parser.add_argument("--catalog")
    parser.add_argument("--messages")
    return parser.parse_args()


def source(args: argparse.Namespace) -> ab.Source:
    config = {"catalog": args.catalog, "messages": args.messages}
    replay = ab.get_source("source-replay", local_executable=HERE / "replay_source.py", config=config)
    replay.select_all_streams()
    return replay


def write(destination: ab.Destination, args: argparse.Namespace) -> dict:
    cached = args.verb == "cached"
    result = destination.write(
        source(args),
        cache=ab.new_local_cache("interop", cache_dir=Path.cwd() / "cache") if cached else False,
        state_cache=None if cached else False,
    )
    states = [
        state.model_dump(mode="json", exclude_none=True)
        for state in result._state_writer._state_message_artifacts  # noqa: SLF001
    ]
    progress = result._progress_tracker  # noqa: SLF001
    return {
        "states": states,
        "delivered": progress.total_destination_records_delivered,
        "confirmed": progress.total_destination_records_confirmed,
    }


def smoke(destination: ab.Destination) -> dict:
    result = run_destination_smoke_test(destination=destination, scenarios="basic_types")
    return result.model_dump(mode="json")


def run(args: argparse.Namespace) -> dict:
    config = json.loads(Path(args.config).read_text())
    how = (
        {"docker_image": args.image, "use_host_network": True}
        if args.image
        else {"local_executable": Path(args.destination).absolute()}
    )
    destination = ab.get_destination("destination-dhis2", config=config, **how)
    if args.verb == "spec":
        destination.validate_config(config)
        return {"properties": sorted(destination.config_spec["properties"])}
    if args.verb == "check":
        destination.check()
        return {}
    return smoke(destination) if args.verb == "smoke" else write(destination, args)


def main() -> None:
    try:
        outcome = {"ok": True, **run(arguments())}
    except Exception as error:  # noqa: BLE001
        outcome = {"ok": False, "error": f"{type(error).__name__}: {error}"}
    sys.stdout.flush()
    print(f"\n{json.dumps(outcome)}")


main()

#!/usr/bin/env python3
"""An Airbyte source for tests: it plays a file of protocol messages.

Its configuration: {"catalog": file with an AirbyteCatalog, "messages": file with one message a line}.
"""

import json
import sys
from pathlib import Path


def say(message: dict) -> None:
    print(json.dumps(message), flush=True)


def main() -> None:
    verb = sys.argv[1]
    if verb == "spec":
        say({"type": "SPEC", "spec": {"connectionSpecification": {"type": "object", "properties": {}}}})
        return
    config = json.loads(Path(sys.argv[sys.argv.index("--config") + 1]).read_text())
    if verb == "check":
        say({"type": "CONNECTION_STATUS", "connectionStatus": {"status": "SUCCEEDED"}})
    elif verb == "discover":
        say({"type": "CATALOG", "catalog": json.loads(Path(config["catalog"]).read_text())})
    elif verb == "read":
        # As written: a number in a state keeps its digits.
        sys.stdout.write(Path(config["messages"]).read_text())


main()

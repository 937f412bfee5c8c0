"""Reads a destination's output with Airbyte's own protocol models. Exit code 0: every line is a message, no key is unknown.

usage: check_messages.py FILE
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from airbyte_protocol.models import AirbyteMessage
from pydantic import BaseModel, ValidationError

# Later than these models (0.18), in the protocol (0.19) and in the platform's own messages.
NEWER = {"state.id", "state.destinationStats.additionalStats"}


# What these hold is the source's own affair.
OPAQUE = {"stream_state", "shared_state"}


def unknown(model: BaseModel, path: str = "") -> Iterator[str]:
    yield from (f"{path}{key}" for key in model.model_extra or {})
    for name in type(model).model_fields:
        value = getattr(model, name)
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, BaseModel) and name not in OPAQUE:
                yield from unknown(item, f"{path}{name}.")


def main() -> int:
    found = []
    for number, line in enumerate(Path(sys.argv[1]).read_text().splitlines(), start=1):
        try:
            message = AirbyteMessage.model_validate_json(line)
        except ValidationError as error:
            found.append(f"line {number}: {error.error_count()} errors, the first at {error.errors()[0]['loc']}")
            continue
        found += [f"line {number}: unknown key {key}" for key in unknown(message) if key not in NEWER]
    print("\n".join(found))
    return 1 if found else 0


sys.exit(main())

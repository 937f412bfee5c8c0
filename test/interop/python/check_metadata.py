"""Checks metadata.yaml against Airbyte's own schema of connector metadata. Exit code 0: it fits.

usage: check_metadata.py METADATA_YAML
"""

import json
import sys
from pathlib import Path

import airbyte_connector_models.metadata.v0 as models
import yaml
from jsonschema import Draft7Validator, FormatChecker


def without_inner_ids(schema: object, *, top: bool = True) -> object:
    """The bundled schema repeats `$id` inside; each would change what a `$ref` beside it points to."""
    if isinstance(schema, list):
        return [without_inner_ids(item, top=False) for item in schema]
    if not isinstance(schema, dict):
        return schema
    dropped = {key for key in ("$id", "$schema") if isinstance(schema.get(key), str) and not (top and key == "$schema")}
    return {key: without_inner_ids(value, top=False) for key, value in schema.items() if key not in dropped}


def main() -> int:
    schema_file = Path(models.__file__).parent / "ConnectorMetadataDefinitionV0.json"
    schema = without_inner_ids(json.loads(schema_file.read_text()))
    # Through JSON, since YAML reads dates as dates.
    metadata = json.loads(json.dumps(yaml.safe_load(Path(sys.argv[1]).read_text()), default=str))
    errors = list(Draft7Validator(schema, format_checker=FormatChecker()).iter_errors(metadata))
    for error in errors:
        where = "/".join(str(part) for part in error.absolute_path) or "(root)"
        print(f"{where}: {error.message}")
    return 1 if errors else 0


sys.exit(main())

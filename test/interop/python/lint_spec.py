"""Runs Airbyte's own lint over the settings form of a connector. Exit code 0: nothing found.

usage: lint_spec.py EXE    (EXE answers `spec` with one SPEC message)
"""

import json
import subprocess
import sys

from airbyte_cdk.models import ConnectorSpecificationSerializer
from airbyte_cdk.test.standard_tests._spec_lint import find_secret_marking_errors
from jsonschema import Draft7Validator


def main() -> int:
    printed = subprocess.run([sys.argv[1], "spec"], capture_output=True, text=True, check=True).stdout
    messages = [json.loads(line) for line in printed.splitlines()]
    (spec,) = [message["spec"] for message in messages if message["type"] == "SPEC"]
    ConnectorSpecificationSerializer.load(spec)
    form = spec["connectionSpecification"]
    Draft7Validator.check_schema(form)
    errors = find_secret_marking_errors(form)
    print("\n".join(errors))
    return 1 if errors else 0


sys.exit(main())

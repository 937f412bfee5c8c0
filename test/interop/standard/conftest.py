"""The options and scenarios of Airbyte's standard tests."""

import pytest

pytest_plugins = ["airbyte_cdk.test.standard_tests.pytest_hooks"]


def pytest_configure(config: pytest.Config) -> None:
    for mark in ("image_tests", "requires_creds"):
        config.addinivalue_line("markers", f"{mark}: of Airbyte's standard tests")

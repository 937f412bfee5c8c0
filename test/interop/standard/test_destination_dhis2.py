"""Airbyte's standard tests for a connector that is a Docker image, as acceptance-test-config.yml asks for them.

Run by scripts/interop-image.sh, which starts the sandbox that the configurations point at.
"""

from pathlib import Path

import pytest
from airbyte_cdk.test.standard_tests.docker_base import DockerConnectorTestSuite


class TestDestinationDhis2(DockerConnectorTestSuite):
    # Airbyte takes the name from the folder, and a clone may be called anything.
    connector_name = "destination-dhis2"

    @classmethod
    def get_connector_root_dir(cls) -> Path:
        return Path(__file__).parents[3]

    def test_docker_image_spec_backward_compatibility(self) -> None:
        pytest.skip("Airbyte's registry on the internet holds no published version to compare with")

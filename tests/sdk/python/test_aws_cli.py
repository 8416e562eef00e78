"""The AWS CLI against the control plane."""

import unittest

from support.control_plane import ControlPlaneTests
from support.environment import setUpModule  # noqa: F401 (unittest calls it)
from support.planes import AwsCli


class AwsCliTests(ControlPlaneTests, unittest.IsolatedAsyncioTestCase):
    plane_type = AwsCli

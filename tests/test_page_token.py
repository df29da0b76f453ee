"""The page where a token is needed: by its link, by hand, and not at all without it."""

from __future__ import annotations

import pytest

from browser import CLIP, Open, expect
from bundled import needs_model
from web_server import serving

pytestmark = [pytest.mark.slow, needs_model]

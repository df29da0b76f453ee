"""A window on the screen, where there is one."""

from __future__ import annotations

import os
import subprocess
import sys
from time import monotonic

import cv2
import numpy as np
from numpy.typing import NDArray

TITLE = "Cifra"
QUIT_KEYS = {ord("q"), ord("Q"), 27}  # and Esc
LARGEST = 1280, 720  # pixels of the window when it opens; it can be drawn larger
# Qt ends the whole process where it cannot open a window, so that is tried in another one.
TRIAL = f"import cv2; cv2.namedWindow('{TITLE}'); cv2.waitKey(1)"


def why_no_window() -> str | None:
    """Why no window can be opened here, in words; None where one can."""
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return "there is no display"
    try:
        trial = subprocess.run([sys.executable, "-c", TRIAL], capture_output=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return "the display does not answer"
    if trial.returncode == 0:
        return None
    return "the display refuses it, or this OpenCV has no windows (as opencv-python-headless)"


class Window:
    """Shows pictures until it is closed, by its button or with q or Esc."""

    def __init__(self) -> None:
        self.closed = False
        self._shown = False

    def show(self, picture: NDArray[np.uint8], until: float) -> None:
        """Show `picture`, BGR uint8 (h, w, 3), and look after the window until the monotonic time `until`."""
        if not self._shown:
            self._shown = True
            cv2.namedWindow(TITLE, cv2.WINDOW_NORMAL | cv2.WINDOW_KEEPRATIO)
            height, width = picture.shape[:2]
            scale = min(1.0, LARGEST[0] / width, LARGEST[1] / height)
            cv2.resizeWindow(TITLE, max(1, round(width * scale)), max(1, round(height * scale)))
        cv2.imshow(TITLE, picture)
        self.wait(until)

    def wait(self, until: float) -> None:
        """Look after the window until the monotonic time `until`, at least once and for 50 ms at most.

        The caller comes back for more, and between looks whether it was asked to stop.
        """
        milliseconds = min(max(round((until - monotonic()) * 1000), 1), 50)
        key = cv2.waitKey(milliseconds)
        self.closed = self.closed or key & 0xFF in QUIT_KEYS or self._was_closed()

    def close(self) -> None:
        if self._shown:
            cv2.destroyAllWindows()

    def _was_closed(self) -> bool:
        try:
            return self._shown and cv2.getWindowProperty(TITLE, cv2.WND_PROP_VISIBLE) < 1
        except cv2.error:  # OpenCV 5 with Qt, once the last window is gone
            return True

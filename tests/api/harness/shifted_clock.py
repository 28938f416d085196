# SPDX-License-Identifier: MIT
"""Programs whose clock is ahead of the machine's, or behind it."""

import os
import subprocess

SOURCE = os.path.join(os.path.dirname(os.path.dirname(__file__)), "shift_clock.c")


class ShiftedClock:
    """`environment` is what a program needs so that its clock is the one that is set here."""

    def __init__(self, folder, label):
        self.shift = os.path.join(folder, f"{label}-shift")
        library = os.path.join(folder, f"{label}-clock.so")
        subprocess.run(["cc", "-shared", "-fPIC", "-o", library, SOURCE], check=True)
        self.environment = {"LD_PRELOAD": library, "CLOCK_SHIFT": self.shift,
                            "ASAN_OPTIONS": "verify_asan_link_order=0"}
        self.set(0)

    def set(self, ahead_ms):
        """Programs that start from now on have a clock that is ahead by so much."""
        with open(self.shift, "w") as file:
            file.write(str(ahead_ms))

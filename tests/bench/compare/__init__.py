# SPDX-License-Identifier: Apache-2.0
"""Berth beside Debian: the same measurements on the same virtual hardware, taking turns."""

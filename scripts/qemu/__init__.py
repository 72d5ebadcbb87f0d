# SPDX-License-Identifier: Apache-2.0
"""The QEMU harness: starts Berth in a virtual machine, feeds it a seed and images, watches it.

`make run`, the VM tests and the bench all use these modules, so what a developer tries by hand
behaves like what the tests assert. Python's standard library only, no root rights.
"""

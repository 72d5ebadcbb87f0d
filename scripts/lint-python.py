#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Checks the Python of the harness with nothing but Python: syntax, unused imports, over-long lines."""

import ast
import subprocess
import sys
from pathlib import Path

LONGEST_LINE = 110


def python_files():
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py"],
        check=True, capture_output=True, text=True,
    )
    return [Path(name) for name in sorted(set(listed.stdout.split())) if Path(name).exists()]


def imported_names(tree):
    """Yields (line, name as it is used) for each import of a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, (alias.asname or alias.name).split(".")[0]
        elif isinstance(node, ast.ImportFrom) and node.module != "__future__":
            for alias in node.names:
                yield node.lineno, alias.asname or alias.name


def findings(path):
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text, filename=str(path))
    exported = path.name == "__init__.py"
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    # Annotations may be strings, fixtures are used by their name as a parameter.
    words = text
    for line, name in imported_names(tree):
        if not exported and name not in used and words.count(name) < 2:
            yield f"{path}:{line}: '{name}' is imported and never used"
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > LONGEST_LINE:
            yield f"{path}:{number}: line of {len(line)} characters (limit {LONGEST_LINE})"


def main():
    found = [finding for path in python_files() for finding in findings(path)]
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

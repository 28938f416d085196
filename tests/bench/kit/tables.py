# SPDX-License-Identifier: MIT
"""Formats numbers, and tables in Markdown with aligned columns."""


def number(value):
    """Formats a number with commas, and a small one with its significant digits."""
    if value is None:
        return "-"
    if isinstance(value, int) or abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.{2 if abs(value) < 10 else 1 if abs(value) < 100 else 0}f}"


def table(columns, rows):
    rows = [columns, *([str(cell) for cell in row] for row in rows)]
    widths = [max(3, *(len(row[i]) for row in rows)) for i in range(len(columns))]
    delimiters = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    for row in [rows[0], delimiters, *rows[1:]]:
        cells = [row[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(row[1:], widths[1:]))]
        print("| " + " | ".join(cells) + " |", flush=True)

"""Tables of text that read well as they are and as Markdown."""

from collections.abc import Sequence


def markdown_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table whose first column is left-aligned, numbers right."""
    widths = [
        max(3, *map(len, column)) for column in zip(header, *rows, strict=True)
    ]
    is_number = [
        place > 0
        and all(not row[place] or row[place][0].isdigit() for row in rows)
        for place in range(len(header))
    ]
    ruler = [
        "-" * (width - 1) + (":" if right else "-")
        for width, right in zip(widths, is_number, strict=True)
    ]
    lines = [
        [
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(row, widths, is_number, strict=True)
        ]
        for row in (header, ruler, *rows)
    ]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)

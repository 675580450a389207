"""Names and texts as SQL reads them, errors as people do."""


def quoted(name: str) -> str:
    """Return a name as an identifier of SQL."""
    return '"' + name.replace('"', '""') + '"'


def text(value: str) -> str:
    """Return a text as a literal of SQL."""
    return "'" + value.replace("'", "''") + "'"


def in_one_line(error: BaseException) -> str:
    """Return what an error says, without line ends."""
    return " ".join(str(error).split()) or type(error).__name__

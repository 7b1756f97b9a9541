"""Writes the files beside it, byte by byte as spreadsheets save the same table: `python -m tests.licence_files.spreadsheets.write`.

None of them was saved by the program itself: the script follows what each of them is known to do. That is which
delimiter and encoding it takes in English and in French, when it quotes a cell, and how a line ends.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent
ENGLISH: Final = ("User principal name", "Product", "Action", "Usage location", "Remark")
FRENCH: Final = ("Nom d'utilisateur principal", "Produit", "Action", "Lieu d'utilisation", "Remarque")
ROWS: Final = (
    ("zoé.müller@x.example", "Enterprise E5", "", "États-Unis", "Café; 1er étage"),
    ("anna@x.example", "Enterprise E3, Phone System", "assign", "US", 'called "Anna"'),
    ("ben@x.example", "ENTERPRISEPACK\nMCOEV", "", "France", "two lines"),
    ("", "", "", "", ""),
    ("cleo@x.example", "MCOEV", "remove", "", ""),
)
"""With accents, quotation marks, a line break inside a cell, the delimiters of others, and an empty row."""


@dataclass(frozen=True)
class Saved:
    """How one program saves: its delimiter, encoding, line end, and whether it quotes every text."""

    name: str
    headings: Sequence[str]
    delimiter: str
    encoding: str
    line_end: str = "\r\n"
    quotes_all: bool = False
    sep_line: bool = False
    ends_last_line: bool = True
    also_quoted: str = ""  # signs that make this program quote a cell, though they do not separate


FILES: Final = (
    Saved("excel-english-csv-utf8.csv", ENGLISH, ",", "utf-8-sig"),
    Saved("excel-english-csv.csv", ENGLISH, ",", "cp1252"),
    Saved("excel-english-unicode-text.txt", ENGLISH, "\t", "utf-16", also_quoted=","),
    Saved("excel-french-csv-utf8.csv", FRENCH, ";", "utf-8-sig"),
    Saved("excel-french-csv.csv", FRENCH, ";", "cp1252"),
    Saved("excel-french-unicode-text.txt", FRENCH, "\t", "utf-16", also_quoted=";"),
    Saved("excel-sep-line.csv", ENGLISH, ";", "utf-8-sig", sep_line=True),
    Saved("libreoffice-english.csv", ENGLISH, ",", "utf-8", line_end="\n"),
    Saved("libreoffice-quoted.csv", ENGLISH, ",", "utf-8", line_end="\n", quotes_all=True),
    Saved("libreoffice-french.csv", FRENCH, ";", "utf-8", line_end="\n"),
    Saved("libreoffice-utf16.csv", ENGLISH, ",", "utf-16-le", line_end="\n"),
    Saved("google-sheets.csv", ENGLISH, ",", "utf-8", ends_last_line=False),
    Saved("bars.csv", ENGLISH, "|", "utf-8"),
)


def content(saved: Saved) -> bytes:
    """The bytes of the file. UTF-16 is little-endian, with a byte-order mark where the program writes one."""
    out = io.StringIO()
    if saved.sep_line:
        out.write(f"sep={saved.delimiter}{saved.line_end}")
    for row in (saved.headings, *ROWS):
        out.write(saved.delimiter.join(_cell(saved, cell) for cell in row) + saved.line_end)
    text = out.getvalue() if saved.ends_last_line else out.getvalue().removesuffix(saved.line_end)
    if saved.encoding == "utf-16":
        return b"\xff\xfe" + text.encode("utf-16-le")
    return text.encode(saved.encoding)


def _cell(saved: Saved, cell: str) -> str:
    quoting = csv.QUOTE_ALL if saved.quotes_all and cell else csv.QUOTE_MINIMAL
    if any(sign in cell for sign in saved.also_quoted):
        quoting = csv.QUOTE_ALL
    out = io.StringIO()
    # Beside a second cell, so that an empty one is not quoted to tell it from an empty line.
    csv.writer(out, delimiter=saved.delimiter, quoting=quoting, lineterminator="\r\n").writerow([cell, "x"])
    written = out.getvalue().removesuffix("\r\n")
    return written.removesuffix('"x"').removesuffix("x").removesuffix(saved.delimiter)


def main() -> None:
    for saved in FILES:
        (FOLDER / saved.name).write_bytes(content(saved))


if __name__ == "__main__":
    main()

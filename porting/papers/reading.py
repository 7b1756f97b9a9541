"""A look into an uploaded file, in a process of its own that may use only so much time and memory.

Run as `python -m porting.papers.reading check` or `... page 3` with the file as standard input. It knows no settings and
no database: a file that breaks a library breaks nothing else. The answer is JSON, or the picture of a page as PNG.
"""

import json
import resource
import sys
import warnings
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final

import pypdfium2
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

CPU_SECONDS: Final = 12
MEMORY: Final = 1_500_000_000  # bytes
MOST_PAGES: Final = 50
MOST_OBJECTS: Final = 50_000
MOST_UNPACKED: Final = 300_000_000  # bytes of all streams of a PDF; 50 scanned pages in grey need less
MOST_PIXELS: Final = 60_000_000  # A4 at 600 dots per inch has 35 million
LONGEST_SIDE: Final = 1600  # pixels of the picture of a page
DEEPEST: Final = 40

ACTIVE_KEYS: Final = frozenset({"/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/XFA", "/RichMediaContent"})
ACTIVE_ACTIONS: Final = frozenset(
    {
        "/JavaScript",
        "/Launch",
        "/ImportData",
        "/SubmitForm",
        "/GoToE",
        "/Rendition",
        "/Movie",
        "/Sound",
        "/RichMediaExecute",
    }
)
IMAGE_FORMATS: Final = ("JPEG", "PNG")


class Refused(Exception):
    """The file is not taken; the argument is a code of `porting.papers.files.SENTENCES`."""


def pages_of_pdf(content: bytes) -> int:
    """How many pages a PDF has, after a look at each of its objects; raises `Refused`."""
    reader = PdfReader(BytesIO(content), strict=False)
    if reader.is_encrypted:
        raise Refused("encrypted")
    if len(reader.pages) > MOST_PAGES:
        raise Refused("pages")
    if not len(reader.pages):
        raise Refused("unreadable")
    unpacked = 0
    for value in _objects(reader):
        _refuse_active(value, 0)
        if isinstance(value, StreamObject):
            unpacked += _unpacked_size(value, MOST_UNPACKED - unpacked)
    document = pypdfium2.PdfDocument(content)
    if len(document) != len(reader.pages):
        raise Refused("unreadable")  # two readers see two documents in it
    for number in range(len(document)):
        document[number].get_size()
    return len(document)


def _objects(reader: PdfReader) -> Iterator[Any]:
    """The trailer and every object that the tables of the file name."""
    yield reader.trailer
    names = [(number, generation) for generation, rows in reader.xref.items() for number in rows]
    names += [(number, 0) for number in reader.xref_objStm]
    if len(names) > MOST_OBJECTS:
        raise Refused("large")
    for number, generation in names:
        if number:
            yield reader.get_object(IndirectObject(number, generation, reader))


def _refuse_active(value: Any, depth: int) -> None:
    """Refuse what acts: scripts, programs, forms that send themselves, files inside the file."""
    if depth > DEEPEST:
        raise Refused("unreadable")
    if isinstance(value, DictionaryObject):
        if ACTIVE_KEYS & value.keys() or value.get("/Type") == "/EmbeddedFile":
            raise Refused("active")
        if value.get("/S") in ACTIVE_ACTIONS:
            raise Refused("active")
    members = value.values() if isinstance(value, DictionaryObject) else value
    if isinstance(value, DictionaryObject | ArrayObject):
        for member in members:
            if not isinstance(member, IndirectObject):
                _refuse_active(member, depth + 1)


def _unpacked_size(stream: StreamObject, most: int) -> int:
    """Bytes of a stream after each of its deflate filters, never holding more than one piece of the last."""
    filters = stream.get("/Filter")
    names = list(filters) if isinstance(filters, ArrayObject) else [filters]
    layers = 0
    while layers < len(names) and names[layers] in ("/FlateDecode", "/Fl"):
        layers += 1
    if layers > 2:
        raise Refused("large")  # nobody needs it but a bomb
    return _inflated_size(bytes(stream._data), layers, most) if layers else len(stream._data)


def _inflated_size(data: bytes, layers: int, most: int) -> int:
    total = 0
    unpackers = [zlib.decompressobj() for _ in range(layers)]
    try:
        for piece in _inflated(data, unpackers):
            total += len(piece)
            if total > most:
                raise Refused("large")
    except zlib.error:
        return total  # readers show what came before the damage
    return total


def _inflated(data: bytes, unpackers: list[Any]) -> Iterator[bytes]:
    first, *others = unpackers
    rest = data
    while rest and not first.eof:
        piece = first.decompress(rest, 1_000_000)
        rest = first.unconsumed_tail
        if not piece and not rest:
            break
        yield piece
        if others:
            yield from _inflated(piece, others)


def check_image(content: bytes) -> int:
    """One page, after decoding the picture to its end; raises `Refused`."""
    with Image.open(BytesIO(content), formats=IMAGE_FORMATS) as image:
        if image.width * image.height > MOST_PIXELS:
            raise Refused("large")
        if image.format == "PNG" and getattr(image, "n_frames", 1) > 1:
            raise Refused("moving")
        if min(image.size) < 100:
            raise Refused("small")
        image.load()
    return 1


def check(content: bytes) -> int:
    """Pages of a PDF or picture; raises `Refused`, or whatever a library says of a damaged file."""
    return pages_of_pdf(content) if content.startswith(b"%PDF-") else check_image(content)


def picture_of(content: bytes, page: int) -> bytes:
    """The page (from 1) as PNG, its longer side at most LONGEST_SIDE pixels."""
    out = BytesIO()
    if content.startswith(b"%PDF-"):
        sheet = pypdfium2.PdfDocument(content)[page - 1]
        scale = LONGEST_SIDE / max(1.0, *sheet.get_size())
        sheet.render(scale=scale).to_pil().save(out, "PNG")
    else:
        with Image.open(BytesIO(content), formats=IMAGE_FORMATS) as image:
            image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            image.convert("RGB").save(out, "PNG")
    return out.getvalue()


def main(arguments: list[str]) -> None:
    """Answer one question about the file on standard input."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    warnings.simplefilter("ignore")
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS * 2
    content = sys.stdin.buffer.read()
    if arguments[0] == "page":
        sys.stdout.buffer.write(picture_of(content, int(arguments[1])))
        return
    try:
        answer: dict[str, Any] = {"pages": check(content)}
    except Refused as refused:
        answer = {"refused": str(refused)}
    except Exception:
        answer = {"refused": "unreadable"}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main(sys.argv[1:])

"""Papers of all kinds, good ones and hostile ones, made by the tests themselves."""

import io
import zipfile
import zlib

from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject
from reportlab.pdfgen.canvas import Canvas


def pdf(pages: int = 1, words: str = "Bill of Pacific Bell Mutual") -> bytes:
    """A plain PDF with so many pages."""
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    for number in range(pages):
        canvas.drawString(72, 720, f"{words} {number + 1}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def copied() -> PdfWriter:
    writer = PdfWriter()
    writer.append(PdfReader(io.BytesIO(pdf())))
    return writer


def encrypted() -> bytes:
    writer = copied()
    writer.encrypt("secret", algorithm="RC4-128")
    return written(writer)


def with_script() -> bytes:
    writer = copied()
    script = DictionaryObject({NameObject("/JS"): TextStringObject("app.alert('hello')")})
    writer._root_object[NameObject("/OpenAction")] = script
    return written(writer)


def with_attachment() -> bytes:
    writer = copied()
    writer.add_attachment("run.exe", b"MZ")
    return written(writer)


def with_action(name: str) -> bytes:
    """A PDF whose page does something when it is opened."""
    writer = copied()
    action = DictionaryObject({NameObject("/S"): NameObject(name), NameObject("/F"): TextStringObject("x")})
    writer.pages[0][NameObject("/AA")] = DictionaryObject({NameObject("/O"): action})
    return written(writer)


def bomb() -> bytes:
    """A small PDF whose one stream unpacks to half a gigabyte."""
    packer = zlib.compressobj(9)
    packed = b"".join([*(packer.compress(bytes(8_000_000)) for _ in range(64)), packer.flush()])
    return raw_pdf(packed, b"/FlateDecode")


def nested_bomb() -> bytes:
    """A stream that unpacks to a stream that unpacks to a gigabyte."""
    packer = zlib.compressobj(9)
    once = b"".join([*(packer.compress(bytes(8_000_000)) for _ in range(128)), packer.flush()])
    return raw_pdf(zlib.compress(once, 9), b"[/FlateDecode /FlateDecode]")


def raw_pdf(packed: bytes, filters: bytes) -> bytes:
    """A PDF of one page, written byte by byte."""
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
        b"<< /Length %d /Filter %s >>\nstream\n%s\nendstream" % (len(packed), filters, packed),
    ]
    out, places = b"%PDF-1.5\n", []
    for number, body in enumerate(parts, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 5\n0000000000 65535 f \n" + table
    return out + head + b"trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(out)


def image(kind: str = "PNG", size: tuple[int, int] = (300, 200)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "white").save(out, kind)
    return out.getvalue()


def moving() -> bytes:
    out = io.BytesIO()
    frames = [Image.new("RGB", (200, 200), colour) for colour in ("red", "blue")]
    frames[0].save(out, "PNG", save_all=True, append_images=frames[1:])
    return out.getvalue()


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("bill.txt", "hello")
    return out.getvalue()

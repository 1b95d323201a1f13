"""What may be enclosed as evidence, by its content; and that a picture tells nothing but what it shows."""

import io
import struct
import zlib

import pytest
from PIL import ExifTags, Image

from backend.desk.enclosures import HANDED_IN, LONGEST_SIDE, fit
from backend.domain.refusal import Refused
from tests.support.pictures import CAMERA, OWNER, PDF, photo, screenshot


def drawn(body: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(body))
    picture.load()
    return picture


def test_the_photo_of_the_test_tells_where_and_by_whom_it_was_taken():
    """Else the next test could not fail."""
    taken = photo()
    exif = drawn(taken).getexif()
    assert exif[ExifTags.Base.Make] == CAMERA
    assert exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] == (57.0, 45.0, 29.88)
    assert taken.count(OWNER.encode()) >= 3


def test_a_photo_is_kept_without_place_time_camera_or_owner():
    kept = fit(photo())
    picture = drawn(kept.body)
    assert kept.media == "image/jpeg"
    assert dict(picture.getexif()) == {}
    assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    for told in (b"Exif", b"GPS", b"2026:05:04", b"xmpmeta", b"ICC_PROFILE", OWNER.encode(), CAMERA.encode()):
        assert told not in kept.body


def test_a_photo_stands_as_the_camera_was_held():
    assert drawn(fit(photo(640, 480)).body).size == (480, 640)


def test_a_large_photo_becomes_smaller():
    kept = fit(photo(4000, 3000))
    assert max(drawn(kept.body).size) == LONGEST_SIDE


def test_a_screenshot_loses_the_words_beside_its_pixels_and_not_its_sharpness():
    kept = fit(screenshot())
    assert kept.media == "image/png"
    assert OWNER.encode() not in kept.body
    assert drawn(kept.body).getpixel((0, 0)) == (132, 137, 142)  # half see-through over white


def test_a_webp_becomes_a_jpeg():
    written = io.BytesIO()
    Image.new("RGB", (20, 20), "red").save(written, "WEBP")
    assert fit(written.getvalue()).media == "image/jpeg"


def test_a_pdf_is_kept_byte_for_byte():
    assert fit(PDF) == ("application/pdf", PDF)


HTML = b"<html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
GIF = b"GIF89a\x01\x00\x01\x00\x00\x00\x00;"


def bomb() -> bytes:
    """A PNG that says it has thirty thousand million pixels."""
    head = struct.pack(">IIBBBBB", 200_000, 150_000, 8, 2, 0, 0, 0)
    chunks = [b"IHDR" + head, b"IDAT" + zlib.compress(bytes(10_000)), b"IEND"]
    packed = [struct.pack(">I", len(c) - 4) + c + struct.pack(">I", zlib.crc32(c)) for c in chunks]
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


def test_what_lies_packed_in_a_picture_of_a_pdf_is_not_taken_for_a_script():
    stream = b"4 0 obj<</Length 9/Filter/DCTDecode>>\nstream\n\xff\xd8/JS \x00\x01\nendstream endobj\n"
    assert fit(PDF.replace(b"trailer", stream + b"trailer")).media == "application/pdf"


def packed(said: bytes) -> bytes:
    """A PDF with an object packed away."""
    inside = zlib.compress(said)
    stream = b"4 0 obj<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n%s\nendstream endobj\n"
    return PDF.replace(b"trailer", stream % (len(inside), inside) + b"trailer")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "not-a-document"),
        (HTML, "not-a-document"),
        (SVG, "not-a-document"),
        (GIF, "not-a-document"),
        (b"MZ\x90\x00" + bytes(200), "not-a-document"),
        (photo()[:3000], "not-a-document"),
        (PDF.replace(b"%%EOF", b""), "not-a-document"),
        (b"<html>" + PDF, "not-a-document"),
        (PDF.replace(b"/Type/Catalog", b"/Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>"), "runs"),
        (PDF.replace(b"/Type/Catalog", b"/Type/Catalog/Names<</EmbeddedFiles 3 0 R>>"), "runs"),
        (PDF.replace(b"/Type/Catalog", b"/Type/Catalog/OpenAction<</S/J#61vaScript>>"), "runs"),
        (packed(b"5 0 <</S/JavaScript/JS(app.alert(1))>>"), "runs"),
        (bomb(), "file-too-large"),
        (PDF[:-6] + bytes(5_000_000) + b"%%EOF\n", "file-too-large"),
        (b"%PDF-1.4" + bytes(HANDED_IN), "file-too-large"),
    ],
    ids=["empty", "HTML", "SVG", "GIF", "program", "cut", "PDF without an end", "HTML before PDF", "script",
         "files in it", "a name in disguise", "packed away", "pixels", "bytes", "handed in"],
)  # fmt: skip
def test_whatever_it_is_called_it_is_not_taken(body: bytes, code: str):
    with pytest.raises(Refused) as refused:
        fit(body)
    assert refused.value.code == code

"""Files as people hand them in: pictures that know where and by whom they were taken, and a PDF."""

import io

from PIL import ExifTags, Image
from PIL.PngImagePlugin import PngInfo

OWNER = "Anna Lind, 070-123 45 67"
CAMERA = "Fiktiv kamera X100"
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


def photo(width: int = 640, height: int = 480) -> bytes:
    """A JPEG as a phone makes it, held on its side: place, time, camera and owner stand in it."""
    picture = Image.effect_noise((width, height), 40).convert("RGB")
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = CAMERA
    exif[ExifTags.Base.Artist] = OWNER
    exif[ExifTags.Base.DateTime] = "2026:05:04 20:30:00"
    exif[ExifTags.Base.Orientation] = 6
    place = exif.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSLatitudeRef] = "N"
    place[ExifTags.GPS.GPSLatitude] = (57.0, 45.0, 29.88)
    place[ExifTags.GPS.GPSLongitudeRef] = "E"
    place[ExifTags.GPS.GPSLongitude] = (16.0, 38.0, 14.64)
    written = io.BytesIO()
    xmp = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{OWNER}</x:xmpmeta>".encode()
    picture.save(written, "JPEG", quality=90, exif=exif, xmp=xmp, comment=OWNER.encode(), icc_profile=OWNER.encode())
    return written.getvalue()


def screenshot() -> bytes:
    """A PNG with words beside its pixels, partly see-through."""
    words = PngInfo()
    words.add_text("Author", OWNER)
    written = io.BytesIO()
    Image.new("RGBA", (40, 30), (10, 20, 30, 128)).save(written, "PNG", pnginfo=words)
    return written.getvalue()

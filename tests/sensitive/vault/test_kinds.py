"""What a file really is: what may come in, what may not, and what is left out of what comes in."""

import struct
import zipfile
import zlib
from io import BytesIO

import pytest

from palermo.errors import InputError
from palermo.web.vault import _papers
from palermo.web.vault.kinds import KINDS, looked_at, safe_name

PLACE = b"GPS 38.1157 13.3615"


def chunk(name, body):
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(*extra, width=1, height=1):
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + b"".join(extra)
        + chunk(b"IDAT", zlib.compress(b"\0\0"))
        + chunk(b"IEND", b"")
    )


def archive(parts, **more):
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, **more) as file:
        for name, content in parts.items():
            how = zipfile.ZIP_STORED if name == "mimetype" else None
            file.writestr(name, content, how)
    return made.getvalue()


TYPES = b'<Override ContentType="application/vnd.openxmlformats-officedocument.%s"/>'
DOCX = {"[Content_Types].xml": TYPES % b"wordprocessingml.document.main+xml", "word/document.xml": "<w:document/>"}
XLSX = {"[Content_Types].xml": TYPES % b"spreadsheetml.sheet.main+xml", "xl/workbook.xml": "<workbook/>"}
ODT = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<office/>"}
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"
FRAME = b"\xff\xfb\x90\x00" + bytes(413)


def box(name, body=b""):
    return struct.pack(">I", len(body) + 8) + name + body


def m4a(brand=b"M4A ", moov=b"", behind=b""):
    return box(b"ftyp", brand + bytes(4)) + box(b"moov", box(b"trak", moov)) + box(b"mdat", b"sound") + behind


def ogg(first=b"\x01vorbis" + bytes(20)):
    return b"OggS\0" + bytes(21) + bytes([1, len(first)]) + first


def webp(*extra, flags=0):
    body = (
        chunk_of(b"VP8X", bytes([flags, 0, 0, 0, 0, 0, 0, 0, 0, 0]))
        + chunk_of(b"VP8L", b"\x2f\0\0\0\0")
        + b"".join(extra)
    )
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def chunk_of(name, body):
    return name + struct.pack("<I", len(body)) + body + bytes(len(body) % 2)


def kept(content, name):
    """The kind and the bytes that would be kept."""
    with looked_at(BytesIO(content), name) as found:
        assert b"".join(found.whole()) == content
        return found.kind.code, b"".join(found.pieces())


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (png(), "a.png", "png"),
        (png(), "A.PNG", "png"),
        (webp(), "a.webp", "webp"),
        (PDF, "a.pdf", "pdf"),
        (PDF.rstrip() + b"\r\n\0", "a.pdf", "pdf"),
        (archive(DOCX), "a.docx", "docx"),
        (archive(XLSX), "a.xlsx", "xlsx"),
        (archive(ODT), "a.odt", "odt"),
        (b"Sie rief an.\n", "a.txt", "text"),
        ("اسم,أمينة\n".encode(), "a.csv", "text"),
        ("Her name".encode("utf-16"), "a.txt", "text"),
        ("Müller".encode("cp1252"), "a.csv", "text"),
        (b"a < b and c > d", "a.txt", "text"),
        (FRAME * 5, "a.mp3", "mp3"),
        (b"ID3\4\0\0\0\0\0\5hello" + FRAME * 5, "a.mp3", "mp3"),
        (FRAME * 5 + b"TAG" + bytes(125), "a.mp3", "mp3"),
        (FRAME * 5 + FRAME[:100], "a.mp3", "mp3"),
        (m4a(), "a.m4a", "m4a"),
        (m4a(b"mp42"), "a.m4a", "m4a"),
        (m4a(b"isom", box(b"hdlr", b"vide")), "a.mp4", "mp4"),
        (ogg(), "a.ogg", "ogg"),
        (ogg(b"OpusHead" + bytes(11)), "a.opus", "ogg"),
    ],
)
def test_what_may_come_in(content, name, kind):
    assert kept(content, name)[0] == kind
    assert kind in KINDS


PE = b"MZ" + bytes(58) + struct.pack("<I", 64) + b"PE\0\0"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PAGE = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
EVIL = archive({"evil.class": b"x"})
FETCHES = b'<Relationship Type="http://x/attachedTemplate" Target="http://evil" TargetMode="External"/>'


def with_macros():
    return archive(DOCX | {"word/vbaProject.bin": b"macro"})


def bomb():
    return archive(DOCX | {"word/media/image1.png": bytes(30_000_000)})


def many():
    return archive(DOCX | {f"word/{number}.xml": b"" for number in range(_papers.MOST_MEMBERS)})


def lying():
    """An archive whose part says that it is short."""
    made = bytearray(archive(DOCX | {"word/media/image1.png": b"x" * 5000}))
    at = made.rfind(b"PK\x01\x02")
    made[at + 24 : at + 28] = struct.pack("<I", 10)
    return bytes(made)


REFUSED = {
    "a program": (PE, "a.pdf"),
    "an ELF program": (b"\x7fELF\2\1\1" + bytes(50), "a.jpg"),
    "a page": (PAGE, "a.txt"),
    "a page with a blank": (b"\n <html>", "a.txt"),
    "a picture that is a script": (SVG, "a.txt"),
    "its own name": (SVG, "a.svg"),
    "XML": (b'<?xml version="1.0"?><a/>', "a.txt"),
    "a script": (b"#!/bin/sh\nrm -rf /\n", "a.txt"),
    "RTF": (b"{\\rtf1 hello}", "a.txt"),
    "PHP": (b"hello <?php system('id'); ?>", "a.txt"),
    "an archive": (archive({"a.txt": b"x"}), "a.docx"),
    "an archive as it is": (archive({"a.txt": b"x"}), "a.zip"),
    "gzip": (b"\x1f\x8b\x08" + bytes(20), "a.txt"),
    "7-Zip": (b"7z\xbc\xaf\x27\x1c" + bytes(30), "a.txt"),
    "RAR": (b"Rar!\x1a\x07\0" + bytes(30), "a.txt"),
    "OLE": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.doc"),
    "GIF": (b"GIF89a" + bytes(20), "a.gif"),
    "HEIC": (box(b"ftyp", b"heic") + bytes(50), "a.jpg"),
    "nothing known": (bytes(100), "a.bin"),
    "a PDF and an archive": (PDF + EVIL, "a.pdf"),
    "an archive in a PDF": (PDF[:-6] + EVIL + b"\n%%EOF", "a.pdf"),
    "a PDF and a page": (b"%PDF-1.7\n" + PAGE + PDF[9:], "a.pdf"),
    "a page late in a PDF": (PDF[:-6] + b" " * 9000 + PAGE + b"%%EOF", "a.pdf"),
    "a PDF with a script": (PDF.replace(b"/Catalog", b"/Catalog /OpenAction << /S /JavaScript /JS (x) >>"), "a.pdf"),
    "a PDF with a hidden script": (PDF.replace(b"/Catalog", b"/Catalog /OpenAction << /S /J#61vaScript >>"), "a.pdf"),
    "a PDF that starts": (PDF.replace(b"/Catalog", b"/Catalog /A << /S /Launch >>"), "a.pdf"),
    "half a PDF": (PDF[:-8], "a.pdf"),
    "a PDF late": (b"hello" + bytes(3) + PDF, "a.pdf"),
    "a picture and an archive": (png() + EVIL, "a.png"),
    "a picture and a script": (png() + b"<script>alert(1)</script>", "a.png"),
    "a picture and a program": (png() + PE + bytes(99), "a.png"),
    "a picture that says a page": (png(chunk(b"tEXt", PAGE)), "a.png"),
    "half a picture": (png()[:-3], "a.png"),
    "a damaged picture": (png()[:20] + b"\1" + png()[21:], "a.png"),
    "a huge picture": (png(width=60_000, height=60_000), "a.png"),
    "WebP that is cut off": (webp()[:-2], "a.webp"),
    "no WebP": (b"RIFF\4\0\0\0WEBP", "a.webp"),
    "macros": (with_macros(), "a.docx"),
    "macros by name": (with_macros(), "a.docm"),
    "a bomb": (bomb(), "a.docx"),
    "a lie": (lying(), "a.docx"),
    "too many parts": (many(), "a.docx"),
    "out of it": (archive(DOCX | {"../../etc/cron.d/x": b"x"}), "a.docx"),
    "from the root": (archive(DOCX | {"/etc/x": b"x"}), "a.docx"),
    "backwards": (archive(DOCX | {"..\\x": b"x"}), "a.docx"),
    "a program in a document": (archive(DOCX | {"word/embeddings/a.exe": b"x"}), "a.docx"),
    "OLE in it": (archive(DOCX | {"word/embeddings/oleObject1.bin": b"x"}), "a.docx"),
    "macros of LibreOffice": (archive(ODT | {"Basic/Standard/Module1.xml": b"x"}), "a.odt"),
    "a document before which something stands": (PE + archive(DOCX), "a.docx"),
    "behind which something stands": (archive(DOCX) + PAGE, "a.docx"),
    "what fetches": (
        archive(DOCX | {"word/_rels/settings.xml.rels": FETCHES}),
        "a.docx",
    ),
    "a table with another name": (archive(XLSX), "a.docx"),
    "a picture with another name": (png(), "a.jpg"),
    "no ending": (png(), "picture"),
    "a text with another name": (b"hello", "a.pdf"),
    "a script by name": (b"hello", "a.js"),
    "two endings": (png(), "a.png.exe"),
    "MP3 and an archive": (FRAME * 5 + EVIL, "a.mp3"),
    "one frame": (FRAME + b"hello", "a.mp3"),
    "an archive behind MP4": (m4a() + EVIL, "a.m4a"),
    "a page in MP4": (m4a(behind=box(b"free", PAGE)), "a.m4a"),
    "an unknown box": (m4a(behind=box(b"evil", b"x")), "a.m4a"),
    "MP4 that is cut off": (m4a()[:-2], "a.m4a"),
    "Ogg and more": (ogg() + b"more", "a.ogg"),
    "Ogg of nothing": (ogg(b"nothing at all that is known"), "a.ogg"),
    "empty": (b"", "a.txt"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_may_not(what):
    content, name = REFUSED[what]
    with pytest.raises(InputError) as refused:
        kept(content, name)
    assert refused.value.key in {"file.unsound", "file.not_as_its_name", "file.nothing_in_it"}
    assert "alert" not in str(refused.value)


@pytest.mark.parametrize(
    "name",
    [
        "../a.txt",
        "a/b.txt",
        "a\\b.txt",
        "..",
        ".",
        "",
        " ",
        ".htaccess",
        "a\0.txt",
        "a\n.txt",
        "photo\u202egpj.exe",
        "nul.txt",
        "CON",
        "com1.pdf",
        "a.txt.",
        "a" * 151,
        "a:b.txt",
        "a\u2028b.txt",
        "a?.txt",
        '"a".txt',
        "<b>.txt",
    ],
)
def test_names_that_lead_elsewhere_or_hide_are_refused(name):
    with pytest.raises(InputError) as refused:
        safe_name(name)
    assert refused.value.key == "file.name_unusable"


@pytest.mark.parametrize(
    "name", ["Zeugnis.pdf", "شهادة.pdf", "می\u200cخواهم.pdf", "证明.pdf", "a..b.pdf", "Zeugnis (2).pdf"]
)
def test_names_of_all_scripts_stay(name):
    assert safe_name(f" {name}") == name


def test_a_png_keeps_its_picture_and_nothing_of_where_it_was_taken():
    content = png(
        chunk(b"tEXt", PLACE),
        chunk(b"eXIf", PLACE),
        chunk(b"tIME", bytes(7)),
        chunk(b"prVt", PLACE),
        chunk(b"gAMA", bytes(4)),
    )
    cleaned = kept(content, "a.png")[1]
    assert cleaned == png(chunk(b"gAMA", bytes(4)))
    assert kept(cleaned, "a.png")[1] == cleaned
    assert kept(content + b"\0\0harmless", "a.png")[1] == cleaned


def test_a_webp_keeps_its_picture_and_nothing_of_where_it_was_taken():
    content = webp(chunk_of(b"EXIF", PLACE), chunk_of(b"XMP ", PLACE), chunk_of(b"ABCD", PLACE), flags=0x0C | 0x10)
    assert kept(content, "a.webp")[1] == webp(flags=0x10)


def test_a_recording_is_played_and_nothing_of_where_it_was_made():
    content = m4a(
        moov=box(b"udta", box(b"\xa9xyz", PLACE)) + box(b"mdia", box(b"minf", b"")), behind=box(b"free", PLACE)
    )
    cleaned = kept(content, "a.m4a")[1]
    assert len(cleaned) == len(content)
    assert PLACE not in cleaned
    assert b"sound" in cleaned
    assert cleaned.index(b"mdat") == content.index(b"mdat")
    assert kept(cleaned, "a.m4a")[1] == cleaned
    assert kept(b"ID3\4\0\0\0\0\0\x13" + PLACE + FRAME * 5 + b"TAG" + PLACE + bytes(106), "a.mp3")[1] == FRAME * 5


def photograph(**more):
    image = pytest.importorskip("PIL.Image", reason="Pillow makes the photographs")
    made = image.effect_noise((90, 60), 40).convert("RGB")
    content = BytesIO()
    made.save(content, **more)
    return made, content.getvalue()


def exif(turned=6):
    image = pytest.importorskip("PIL.Image", reason="Pillow makes the photographs")
    told = image.Exif()
    told[0x0112], told[0x010F], told[0x9003] = turned, "Maker of telephones", "2026:11:30 22:00:00"
    told.get_ifd(0x8825)[2] = (38.0, 6.0, 56.5)
    told.get_ifd(0x8825)[1] = "N"
    return told


@pytest.mark.parametrize(
    ("format", "more"),
    [
        ("JPEG", {}),
        ("JPEG", {"progressive": True}),
        ("JPEG", {"comment": PLACE}),
        ("PNG", {}),
        ("WEBP", {"lossless": True}),
    ],
)
def test_a_photograph_looks_the_same_and_says_nothing_of_where_it_was_taken(format, more):
    from PIL import Image

    profile = {"icc_profile": b"profile" * 20} if format == "JPEG" else {}
    _made, content = photograph(format=format, exif=exif(), **more, **profile)
    assert b"Maker of telephones" in content
    cleaned = kept(content, f"a.{format.lower()}")[1]
    for told in (b"Maker of telephones", b"2026:11:30", PLACE):
        assert told not in cleaned
    before, after = Image.open(BytesIO(content)), Image.open(BytesIO(cleaned))
    assert after.tobytes() == before.tobytes()
    assert dict(after.getexif()) == ({0x0112: 6} if format == "JPEG" else {})
    assert not after.getexif().get_ifd(0x8825)
    if format == "JPEG":
        assert after.info["icc_profile"] == profile["icc_profile"]
    assert kept(cleaned, f"a.{format.lower()}")[1] == cleaned


def test_a_photograph_with_something_behind_it():
    _made, content = photograph(format="JPEG", quality=90)
    clean = kept(content, "a.jpg")[1]
    assert kept(content + b"\0\0SEFH maker's own" + bytes(300), "a.jpg")[1] == clean
    assert kept(content + content, "a.jpg")[1] == clean, "telephones put a second picture behind the first"
    for behind in (EVIL, b"<script>alert(1)</script>", PDF, PE, b"<?php echo 1;"):
        with pytest.raises(InputError) as refused:
            kept(content + behind, "a.jpg")
        assert refused.value.key == "file.unsound"


def test_half_a_photograph_and_a_photograph_of_nothing():
    _made, content = photograph(format="JPEG")
    for wrong in (
        content[:-2],
        content[:300],
        content[: len(content) // 2],
        b"\xff\xd8\xff\xd9",
        b"\xff\xd8\xff\xe0\0\4JF\xff\xd9",
    ):
        with pytest.raises(InputError):
            kept(wrong, "a.jpg")


def test_no_byte_makes_it_stumble():
    """Whatever is in a file, it is taken or refused: a bug would be another error."""
    for content, name in [
        (png(), "a.png"),
        (PDF, "a.pdf"),
        (archive(DOCX), "a.docx"),
        (m4a(), "a.m4a"),
        (webp(), "a.webp"),
        (ogg(), "a.ogg"),
        (photograph(format="JPEG", exif=exif())[1], "a.jpg"),
        (FRAME * 4, "a.mp3"),
    ]:
        step = max(1, len(content) // 150)
        for at in range(0, len(content), step):
            for wrong in (
                content[:at],
                content[:at] + b"\xff" + content[at + 1 :],
                content[:at] + b"\0" + content[at + 1 :],
            ):
                try:
                    kept(wrong, name)
                except InputError:
                    pass


def test_an_upload_is_looked_at_on_the_disk(tmp_path):
    path = tmp_path / "upload"
    path.write_bytes(png(chunk(b"tEXt", PLACE)))
    with path.open("rb") as file, looked_at(file, "a.png") as found:
        assert b"".join(found.pieces()) == png()
    path.write_bytes(PDF + EVIL)
    with path.open("rb") as file, pytest.raises(InputError), looked_at(file, "a.pdf"):
        pass


def test_what_may_tell_still_of_its_maker_is_known():
    assert {code for code, kind in KINDS.items() if kind.tells} == {"pdf", "docx", "xlsx", "odt", "ods", "ogg"}

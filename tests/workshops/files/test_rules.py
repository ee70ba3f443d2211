import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from io import BytesIO
from struct import pack
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms
from PIL.ExifTags import Base
from pypdf import PdfWriter
from pypdf.actions import JavaScript
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from lms.workshops.files.rules.formats import MEDIA_TYPES, Format, checked_file, handed_out
from lms.workshops.files.rules.limits import LONGEST_SIDE, MOST_BYTES
from lms.workshops.files.rules.names import name_of, stem_of
from lms.workshops.files.rules.places import may_change
from lms.workshops.files.rules.refusals import SENTENCES, Refusal, RefusedFile
from lms.workshops.plan.rules.status import WorkshopStatus
from tests.workshops.files.made import office, open_document, pdf, picture, reference, zipped

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
EMBEDDED = '<Default Extension="bin" ContentType="application/vnd.openxmlformats-officedocument.oleObject"/>'
DDE_PART = (
    '<Override PartName="/xl/externalLinks/e1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml"/>'
)
TEMPLATE = reference("attachedTemplate", "https://ailleurs.example/modele.dotm")


def refusal_of(data: bytes, name: str = "envoi.pdf") -> Refusal:
    with pytest.raises(RefusedFile) as refused:
        checked_file(data, name)
    return refused.value.refusal


def real_pdf(password: str = "", script: str = "", attachment: bytes = b"") -> bytes:
    """Return a PDF as a library writes it."""
    writer, out = PdfWriter(), BytesIO()
    writer.add_blank_page(200, 200)
    if script:
        writer.add_open_action(JavaScript(script))
    if attachment:
        writer.add_attachment("annexe.txt", attachment)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (pdf(), Format.PDF), (real_pdf(), Format.PDF), (pdf(packed="3 0 <</Type/Font>>"), Format.PDF),
        *((office(ending), Format(ending)) for ending in ("docx", "xlsx", "pptx")),
        *((open_document(ending), Format(ending)) for ending in ("odt", "ods", "odp")),
        (picture("JPEG"), Format.JPEG), (picture("PNG"), Format.PNG),
        ("Feuille de route de Ségou".encode(), Format.TEXT), ("Feuille de route de Ségou".encode("windows-1252"), Format.TEXT),
        (b"5 < 7 et 9 > 8", Format.TEXT),
        (office("docx", references=reference("hyperlink", "https://ailleurs.example/")), Format.DOCX),
        (office("xlsx", references=reference("externalLinkPath", "file:///C:/Tables/2021.xlsx")), Format.XLSX),
        (office("pptx", parts={"ppt/embeddings/Feuille.xlsx": office("xlsx")}), Format.PPTX),
    ],
)  # fmt: skip
def test_a_file_is_told_by_its_content(data: bytes, expected: Format) -> None:
    assert checked_file(data, "photo.exe").format is expected


def test_only_the_name_tells_a_table_from_another_text() -> None:
    assert checked_file(b"a;b\n1;2", "TABLE.CSV").format is Format.CSV
    assert checked_file(b"a;b\n1;2", "table.html").format is Format.TEXT


def test_texts_are_kept_in_one_encoding() -> None:
    assert checked_file("Ségou".encode("windows-1252"), "a.txt").content.decode("utf-8-sig") == "Ségou"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", Refusal.EMPTY), (b" \n\t", Refusal.EMPTY),
        (b"a" * (MOST_BYTES + 1), Refusal.TOO_LARGE),
        (b"<!doctype html><p>Bonjour", Refusal.WEB_PAGE), (b"\xef\xbb\xbf\n <HTML>", Refusal.WEB_PAGE),
        (b"Bonjour <script>alert(1)</script>", Refusal.WEB_PAGE), (b"<?xml version='1.0'?><a/>", Refusal.WEB_PAGE),
        ("<html>".encode("utf-16"), Refusal.WEB_PAGE),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", Refusal.DRAWING), (b"<?xml version='1.0'?><s:svg/>", Refusal.DRAWING),
        (OLE + bytes(600), Refusal.OLD_OFFICE), (OLE + "EncryptedPackage".encode("utf-16-le"), Refusal.LOCKED),
        (b"GIF89a" + bytes(20), Refusal.OTHER_PICTURE), (b"\0\0\0\x18ftypheic" + bytes(20), Refusal.OTHER_PICTURE),
        (b"RIFF\x10\0\0\0WEBPVP8 ", Refusal.OTHER_PICTURE),
        (b"MZ\x90\0\x03", Refusal.OTHER_KIND), (b"\x7fELF" + bytes(9), Refusal.OTHER_KIND), (b"{\\rtf1 texte}", Refusal.OTHER_KIND),
        (b"\x1f\x8b\x08rien", Refusal.OTHER_KIND), (b"  %PDF-1.7\n%%EOF", Refusal.OTHER_KIND), (b"%!PS-Adobe", Refusal.OTHER_KIND),
        (b"MIME-Version: 1.0\n\npage", Refusal.OTHER_KIND),
    ],
)  # fmt: skip
def test_other_files_are_refused(data: bytes, expected: Refusal) -> None:
    assert refusal_of(data) is expected


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (pdf(end=b""), Refusal.BROKEN),
        (pdf(trailer="/Encrypt 5 0 R"), Refusal.LOCKED), (real_pdf(password="secret"), Refusal.LOCKED),
        (pdf("/OpenAction <</S /JavaScript /JS (app.alert\\(1\\))>>"), Refusal.MACROS), (real_pdf(script="app.alert(1)"), Refusal.MACROS),
        (pdf("/OpenAction <</S/J#61vaScript /JS (1)>>"), Refusal.MACROS), (pdf("/AA <</S/Launch/F(calc.exe)>>"), Refusal.MACROS),
        (pdf(packed="3 0 <</S/JavaScript/JS(1)>>"), Refusal.MACROS), (pdf("/AcroForm <</XFA 3 0 R>>"), Refusal.MACROS),
        (pdf("/Names <</EmbeddedFiles 3 0 R>>"), Refusal.CARRIES), (real_pdf(attachment=b"rien"), Refusal.CARRIES),
        (pdf(packed="x").replace(b"x\x9c", b"ab"), Refusal.BROKEN),
    ],
)  # fmt: skip
def test_pdfs_that_are_broken_locked_or_run_something_are_refused(data: bytes, expected: Refusal) -> None:
    assert refusal_of(data) is expected


OUT = "/S /URI /URI (https://ailleurs.example/)"


def with_objects(catalogue: str, **objects: str) -> bytes:
    """Return a PDF with further objects: `o5` is number 5."""
    body = "".join(f"{name[1:]} 0 obj\n{value}\nendobj\n" for name, value in objects.items())
    return pdf(catalogue).replace(b"trailer", body.encode() + b"trailer")


@pytest.mark.parametrize(
    "data",
    [
        *(pdf(f"/OpenAction <</S /{kind} /F (a)>>") for kind in ("URI", "GoToR", "GoToE", "SubmitForm")),
        pdf("/OpenAction<</Type/Action/S/U#52I/URI(x)>>"), pdf("/Open#41ction<</X (a#29) /S/URI>>"), pdf("/OpenAction<</X <</Y (>>)>> /S/URI>>"),
        pdf("/OpenAction % >>\n<</X (()\\)) /S/URI>>"), pdf("/OpenAction\0<</S\0/URI>>"),
        pdf(f"/AA <</O <</S /GoTo /D [3 0 R /Fit]>> /C <<{OUT}>> >>"),
        with_objects("/OpenAction 5 0 R", o5=f"<<{OUT}>>"), with_objects("/AA 5 0 R", o5="<</O 6 0 R>>", o6=f"<<{OUT}>>"),
        with_objects("/OpenAction <</S/GoTo/D[3 0 R/Fit]/Next [6 0 R]>>", o6="<</S/Named/N/NextPage/Next 7 0 R>>", o7=f"<<{OUT}>>"),
        with_objects("/OpenAction <</K (\\) >> \\() /S 5 0 R>>", o5="/URI"),
        pdf("/OpenAction 7 0 R", packed=f"7 0 <<{OUT}>>"), pdf(packed="7 0 <</Type/Page/AA<</O<</S/SubmitForm/F(x)>>>>>>"),
    ],
)  # fmt: skip
def test_pdfs_that_open_or_send_something_by_themselves_are_refused(data: bytes) -> None:
    assert refusal_of(data) is Refusal.OPENS


@pytest.mark.parametrize(
    "data",
    [
        pdf("/OpenAction [3 0 R /Fit]"), with_objects("/OpenAction [5 0 R /Fit]", o5=f"<</Type/Page/Annots[<</Subtype/Link/A<<{OUT}>>>>]>>"),
        pdf("/OpenAction <</S/GoTo/D[3 0 R/Fit]>>"), with_objects("/Pages 5 0 R", o5=f"<</Subtype/Link /A <<{OUT}>> >>"),
        with_objects("/OpenAction 5 0 R /Pages 6 0 R", o5="<</S/Named/N/Print>>", o6=f"<</Kids [<<{OUT}>>]>>"), pdf("/AAPL (x)"),
        with_objects("/OpenAction 5 0 R", o5="<</S/GoTo/Next 5 0 R>>"), pdf("/OpenAction <<"),
    ],
)  # fmt: skip
def test_links_that_wait_for_a_click_stay(data: bytes) -> None:
    assert checked_file(data, "a.pdf").content == data


@pytest.mark.parametrize("catalogue", ["/OpenAction " + "<</S/GoTo/Next " * 40, "/AA(" * 20_000, "/AA 5 0 R" * 700_000])
def test_a_pdf_that_is_a_maze_is_refused(catalogue: str) -> None:
    assert refusal_of(pdf(catalogue)) is Refusal.BOMB


def test_a_pdf_as_a_library_writes_it_that_opens_an_address_is_refused() -> None:
    writer, out = PdfWriter(), BytesIO()
    writer.add_blank_page(200, 200)
    writer.root_object[NameObject("/OpenAction")] = writer._add_object(
        DictionaryObject({NameObject("/S"): NameObject("/URI"), NameObject("/URI"): TextStringObject("https://ailleurs.example/")})
    )
    writer.write(out)
    assert refusal_of(out.getvalue()) is Refusal.OPENS


def field(*pieces: str, before: str = "") -> str:
    """Return a field of a text whose instruction is in pieces."""
    said = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
    return f'<w:fldChar w:fldCharType="begin"/>{before}{said}<w:fldChar w:fldCharType="separate"/><w:t>x</w:t><w:fldChar w:fldCharType="end"/>'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (field(' INCLUDEPICTURE "https://ailleurs.example/a.png" \\d '), Refusal.FETCHES), (field(" INCL", "UDEPICTURE ", '"a"'), Refusal.FETCHES),
        (field(" DDEAUTO c:\\\\cmd.exe "), Refusal.MACROS), (field("dde ", "excel a"), Refusal.MACROS),
        ('<w:fldSimple w:instr=" DDE a b "/>', Refusal.MACROS), (field(" IF 1 = 1 ", before="") + field("LINK Excel.Sheet a"), Refusal.FETCHES),
        (field(" c", before=field("QUOTE 68 68 69")), Refusal.MACROS),
    ],
)  # fmt: skip
def test_texts_with_fields_that_fetch_or_run_are_refused(text: str, expected: Refusal) -> None:
    assert refusal_of(office("docx", parts={"word/document.xml": f'<w:document xmlns:w="w">{text}</w:document>'})) is expected


def test_a_field_in_a_foot_is_found_whatever_its_part_is_called() -> None:
    foot = '<Override PartName="/ailleurs/bas" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/>'
    assert refusal_of(office("docx", types=foot, parts={"ailleurs/bas": f'<w:ftr xmlns:w="w">{field("DDE a b")}</w:ftr>'})) is Refusal.MACROS


@pytest.mark.parametrize(
    "text", [field(" PAGE "), field(' HYPERLINK "https://ailleurs.example/" '), "<w:t>DDE, INCLUDEPICTURE</w:t>", field(" IF ", before="")]
)
def test_ordinary_fields_and_words_stay(text: str) -> None:
    document = f'<w:document xmlns:w="w">{text}</w:document>'
    assert part_of(checked_file(office("docx", parts={"word/document.xml": document}), "a.docx").content, "word/document.xml") == document.encode()


def part_of(data: bytes, name: str) -> bytes:
    """Return a part of a document."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return archive.read(name)


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@pytest.mark.parametrize(
    ("make", "name"),
    [
        (lambda parts: office("docx", parts=parts), "word/media/image1.bin"), (lambda parts: office("xlsx", parts=parts), "xl/media/image1.jpeg"),
        (lambda parts: office("pptx", parts=parts), "docProps/thumbnail.jpeg"), (lambda parts: open_document("odt", parts=parts), "Pictures/1.jpg"),
    ],
)  # fmt: skip
def test_pictures_inside_documents_no_longer_say_where_they_were_taken(make: Callable[[Mapping[str, bytes]], bytes], name: str, kind: str) -> None:
    sent = picture(kind, size=(90, 70))
    kept = part_of(checked_file(make({name: sent + b"<script>"}), "a").content, name)
    assert not any(word in kept for word in (b"Telephone", b"Lieu invente", b"<script>"))
    drawn, before = Image.open(BytesIO(kept)), Image.open(BytesIO(sent))
    assert not drawn.getexif()
    assert drawn.tobytes() == before.tobytes(), "the points are the same"


def test_pictures_of_a_table_inside_a_presentation_are_bare_too() -> None:
    inner = office("xlsx", parts={"xl/media/image1.jpg": picture()})
    kept = checked_file(office("pptx", parts={"ppt/embeddings/a.xlsx": inner}), "a.pptx").content
    assert b"Telephone" not in part_of(part_of(kept, "ppt/embeddings/a.xlsx"), "xl/media/image1.jpg")


def test_a_picture_inside_a_document_that_is_turned_stays_turned() -> None:
    kept = part_of(checked_file(office("docx", parts={"word/media/1.jpg": picture(turned=True)}), "a").content, "word/media/1.jpg")
    assert dict(Image.open(BytesIO(kept)).getexif()) == {Base.Orientation: 6}


def test_a_progressive_picture_in_many_scans_keeps_its_points_and_its_colours() -> None:
    out, profile = BytesIO(), ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    Image.effect_noise((200, 150), 80).convert("CMYK").save(out, "JPEG", progressive=True, comment=b"Lieu invente", icc_profile=profile)
    kept = part_of(checked_file(office("docx", parts={"word/media/1.jpg": out.getvalue()}), "a").content, "word/media/1.jpg")
    drawn = Image.open(BytesIO(kept))
    assert drawn.info["icc_profile"] == profile
    assert b"Lieu invente" not in kept
    assert drawn.tobytes() == Image.open(out).tobytes()


PROPERTIES = (
    '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
    '<Override PartName="/docProps/app.xml" ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/>'
    '<Default Extension="etc" ContentType="application/vnd.openxmlformats-officedocument.custom-properties+xml"/>'
)


def test_whoever_wrote_a_document_is_not_named_in_its_properties() -> None:
    parts = dict.fromkeys(("docProps/core.xml", "docProps/app.xml", "docProps/x.etc"), "<a>Autrice inventée</a>")
    kept = checked_file(office("docx", types=PROPERTIES, parts=parts), "a.docx").content
    assert all(b"Autrice" not in part_of(kept, name) for name in parts)
    assert all(list(ElementTree.fromstring(part_of(kept, name))) == [] for name in parts)
    other = checked_file(open_document("odt", parts={"meta.xml": "<a>Autrice inventée</a>"}), "a.odt").content
    assert b"Autrice" not in part_of(other, "meta.xml")


def test_what_else_is_in_a_document_stays_in_its_order() -> None:
    sent = open_document("odp", parts={"media/note.txt": "texte"})
    kept = checked_file(sent, "a.odp").content
    with zipfile.ZipFile(BytesIO(sent)) as before, zipfile.ZipFile(BytesIO(kept)) as after:
        assert after.namelist() == before.namelist()
        assert [after.read(name) for name in after.namelist()] == [before.read(name) for name in before.namelist()]
    assert checked_file(kept, "a.odp").content == kept


@pytest.mark.parametrize(
    ("kept", "handed"),
    [
        ("a;=1+1\nb;-5", "a;'=1+1\nb;-5"), ("=cmd|'/c calc'!A0,b", "'=cmd|'/c calc'!A0,b"), ('x;"a,=1+1"', 'x;"a,\'=1+1"'),
        ('"@SUM(1)"\t-x', '"\'@SUM(1)"\t\'-x'),
        ("Tél.;+223 70 00 00 01", "Tél.;+223 70 00 00 01"), ("Ségou;12,5\n", "Ségou;12,5\n"), ('a; "  =1"', 'a; "  \'=1"'), ("\u00a0=1", "\u00a0'=1"),
    ],
)  # fmt: skip
def test_no_cell_of_a_table_is_handed_out_as_a_formula(kept: str, handed: str) -> None:
    assert handed_out(kept.encode("utf-8-sig"), Format.CSV).decode("utf-8-sig") == handed


def test_only_tables_are_changed_when_they_are_handed_out() -> None:
    assert handed_out(b"=1+1", Format.TEXT) == b"=1+1"


def test_a_script_in_the_text_of_a_page_is_only_text() -> None:
    page = b"%PDF-1.7\n1 0 obj\n<</Length 9>>stream\n/S /JavaScript /Encrypt 5 0 R\nendstream\nendobj\ntrailer<<>>\n%%EOF"
    assert checked_file(page, "a.pdf").content == page


def test_a_pdf_that_unpacks_without_end_is_refused() -> None:
    many = zlib.compress(bytes(110_000_000), 9)
    head = b"%PDF-1.7\n1 0 obj\n<</Type/ObjStm/Filter/FlateDecode>>stream\n"
    assert refusal_of(head + many + b"\nendstream\n%%EOF") is Refusal.BOMB


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (office("docm"), Refusal.MACROS), (office("xlsx", parts={"xl/vbaProject.bin": b"x"}), Refusal.MACROS),
        (office("docx", parts={"word/activeX/activeX1.xml": "<a/>"}), Refusal.MACROS),
        (office("docx", types=EMBEDDED), Refusal.CARRIES), (office("docx", parts={"word/embeddings/a.exe": b"MZ"}), Refusal.CARRIES),
        (office("docx", references=TEMPLATE), Refusal.FETCHES),
        (office("docx", references=reference("image", "\\\\serveur\\image.png")), Refusal.FETCHES),
        (office("docx", references=reference("attachedTemplate", "file:///C:/Modeles/Normal.dotm")), Refusal.FETCHES),
        (office("docx", references=reference("image", "file:///C:/Images/a.png")), Refusal.FETCHES),
        (office("pptx", references=reference("oleObject", "file:///C:/a.xlsx")), Refusal.FETCHES),
        (office("pptx", parts={"ppt/embeddings/a.xlsx": office("xlsx", parts={"xl/vbaProject.bin": b"x"})}), Refusal.MACROS),
        (office("pptx", parts={"ppt/embeddings/a.docx": office("docx", parts={"word/embeddings/b.docx": office("docx")})}), Refusal.CARRIES),
        (office("pptx", parts={"ppt/embeddings/a.xlsx": b"PK"}), Refusal.BROKEN),
        (office("docx", parts={"word/media/image1.jpg": b"\xff\xd8\xff\xe1\xff\xff"}), Refusal.BROKEN),
        (office("docx", parts={"word/media/image1.png": picture("PNG")[:60]}), Refusal.BROKEN),
        (office("xlsx", types=DDE_PART, parts={"xl/externalLinks/e1.xml": '<x:a xmlns:x="x"><x:ddeLink/></x:a>'}), Refusal.MACROS),
        (open_document("odt", parts={"content.xml": '<o xmlns:x="x"><draw x:href="a"/><image x:href="https://ailleurs.example/a.png"/></o>'}),
         Refusal.FETCHES),
        (open_document("ods", parts={"content.xml": '<o><dde-source/></o>'}), Refusal.MACROS),
        (office("dotx"), Refusal.OTHER_KIND), (zipped({"a.txt": "rien"}), Refusal.OTHER_KIND), (open_document("odg"), Refusal.OTHER_KIND),
        (open_document("ods", parts={"Basic/Standard/Module1.xml": "<a/>"}), Refusal.MACROS),
        (open_document("odt", parts={"Scripts/python/a.py": "1"}), Refusal.MACROS),
        (open_document("odt", manifest="<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"), Refusal.LOCKED),
        (open_document("odt", manifest='<manifest:file-entry manifest:media-type="application/vnd.sun.star.oleobject"/>'), Refusal.CARRIES),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), Refusal.BROKEN),
        (office("docx", parts={"mimetype": "application/vnd.oasis.opendocument.text"}), Refusal.BROKEN),
        (office("docx", parts={"WORD/document.xml": "<other/>"}), Refusal.BROKEN), (office("docx", parts={"../../etc/passwd": "x"}), Refusal.BROKEN),
        (office("docx")[:-30], Refusal.BROKEN),
        (office("docx", types='<Bad>'), Refusal.BROKEN),
        (zipped({"[Content_Types].xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), Refusal.BROKEN),
        (zipped({"[Content_Types].xml": "<a>" + " " * 2_000_001 + "</a>"}), Refusal.BOMB),
        (office("docx", parts={f"word/{number}": "" for number in range(2_000)}), Refusal.BOMB),
    ],
)  # fmt: skip
def test_documents_with_more_in_them_than_a_document_are_refused(data: bytes, expected: Refusal) -> None:
    assert refusal_of(data, "envoi.docx") is expected


def test_a_document_with_a_password_on_its_parts_is_refused() -> None:
    data = bytearray(office("docx"))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        for found in re.finditer(re.escape(mark), bytes(data)):
            data[found.start() + offset] |= 1
    assert refusal_of(bytes(data)) is Refusal.LOCKED


def test_a_document_that_unpacks_without_end_is_refused() -> None:
    assert refusal_of(office("docx", parts={"word/media/image1.bmp": bytes(100_000_001)})) is Refusal.BOMB


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_photograph_no_longer_says_where_it_was_taken(kind: str) -> None:
    sent = picture(kind)
    assert Image.open(BytesIO(sent)).getexif().get_ifd(0x8825)
    kept = checked_file(sent + b"<script>", "photo.jpg").content
    drawn = Image.open(BytesIO(kept))
    assert not drawn.getexif()
    assert not {"exif", "comment", "xmp"} & set(drawn.info)
    assert not any(word in kept for word in (b"Telephone", b"Lieu invente", b"Exif", b"<script>"))


def test_a_photograph_that_was_turned_stays_upright() -> None:
    drawn = Image.open(BytesIO(checked_file(picture(turned=True), "photo.jpg").content))
    assert drawn.size == (60, 80)
    top, bottom = drawn.getpixel((30, 10)), drawn.getpixel((30, 70))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert (top[1] > top[0], bottom[0] > bottom[1]) == (True, True)  # green was at the left


def test_a_large_photograph_is_made_smaller() -> None:
    assert max(Image.open(BytesIO(checked_file(picture(size=(4000, 1000)), "photo.jpg").content)).size) == LONGEST_SIDE


def test_a_drawing_with_holes_keeps_them() -> None:
    out = BytesIO()
    Image.new("RGBA", (4, 4), (255, 0, 0, 0)).save(out, "PNG")
    assert Image.open(BytesIO(checked_file(out.getvalue(), "a.png").content)).getpixel((1, 1)) == (255, 0, 0, 0)


def claimed_png(width: int, height: int) -> bytes:
    """Return the head of a picture that says it has this many points."""
    head = b"IHDR" + pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + pack(">I", 13) + head + pack(">I", zlib.crc32(head)) + b"\0\0\0\0IEND\xaeB`\x82"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (claimed_png(8_000, 8_000), Refusal.HUGE_PICTURE), (claimed_png(10_000, 10_000), Refusal.HUGE_PICTURE),
        (claimed_png(60_000, 60_000), Refusal.HUGE_PICTURE), (picture()[:300], Refusal.BROKEN), (claimed_png(40, 40), Refusal.BROKEN),
        (b"\xff\xd8\xff<html>", Refusal.BROKEN),
    ],
)  # fmt: skip
def test_pictures_that_are_huge_or_broken_are_refused(data: bytes, expected: Refusal) -> None:
    assert refusal_of(data) is expected


def test_every_refusal_has_its_sentence_and_every_format_its_media_type() -> None:
    assert set(SENTENCES) == set(Refusal)
    assert set(MEDIA_TYPES) == set(Format)
    assert not any("html" in media or "svg" in media for media in MEDIA_TYPES.values())


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ("Feuille de route.pdf", "Feuille de route"), ("../../etc/passwd", "passwd"), ("C:\\Mes documents\\grille.docx", "grille"),
        ('la « grille » "finale".odt', "la « grille » finale"), ("Évaluation – Ségou.pdf", "Évaluation – Ségou"), ("E\u0301tat.pdf", "État"),
        ("le %22bilan%22.pdf", "le bilan"),
        ("photo\u202egpj.exe", "photogpj"), ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie x"), ("", "document"), (".pdf", "document"), ("...", "document"),
        ("archive.tar.gz", "archive.tar"), ("sans ending", "sans ending"), ("NUL.pdf", "document NUL"), ("a" * 300 + ".pdf", "a" * 100),
        ("1. Bilan", "1. Bilan"), ("<b>|?*.pdf", "b"),
    ],
)  # fmt: skip
def test_names_are_cleaned(sent: str, expected: str) -> None:
    assert stem_of(sent) == expected


def test_the_ending_says_what_the_file_is() -> None:
    assert name_of(stem_of("facture.exe"), Format.PDF) == "facture.pdf"


@pytest.mark.parametrize("status", WorkshopStatus)
def test_files_change_until_a_workshop_is_cancelled(status: WorkshopStatus) -> None:
    assert may_change(status) is (status is not WorkshopStatus.CANCELLED)


WHOLE = [pdf(packed="3 0 <</Type/Font>>"), office("docx"), open_document("ods"), picture("JPEG"), picture("PNG")]


@pytest.mark.filterwarnings("ignore::UserWarning")  # the library says what it passes over in a picture, and draws the rest
@given(st.sampled_from(WHOLE), st.data())
def test_a_damaged_file_is_kept_or_refused_in_words_and_nothing_else(whole: bytes, data: st.DataObject) -> None:
    damaged = bytearray(whole[: data.draw(st.integers(1, len(whole)))])
    for place, byte in data.draw(st.lists(st.tuples(st.integers(0, len(damaged) - 1), st.integers(0, 255)), max_size=8)):
        damaged[place] = byte
    with suppress(RefusedFile):
        assert checked_file(bytes(damaged), "a.pdf").content

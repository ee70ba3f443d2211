"""QR codes on a page."""

from reportlab.pdfbase.pdfdoc import xObjectName
from reportlab.pdfgen.canvas import Canvas

from lms.paper.embedding import stream
from lms.paper.qr_matrix import Level, Matrix, qr_matrix
from lms.paper.writing import Raw

_QUIET_MODULES = 4  # ISO/IEC 18004: four light modules around the code
_DOTS = bytes.maketrans(b"\x00\x01", b"0F")  # four by four a module: viewers that leave out dots, or smooth them, leave its shape as it is


def draw_qr(canvas: Canvas, text: str, *, left: float, bottom: float, side: float, error: Level) -> float:
    """Draw a QR code on a white square. Return how wide its quiet zone is.

    side: of the square, quiet zone included, in points. error: how much of it may be lost, `m` for 15 % and `h` for 30 %.
    """
    return draw_matrix(canvas, qr_matrix(text, error), left=left, bottom=bottom, side=side)


def draw_matrix(canvas: Canvas, matrix: Matrix, *, left: float, bottom: float, side: float) -> float:
    """Draw a QR code that has been laid out, as one picture: thin gaps between modules would confuse readers. Otherwise as `draw_qr`."""
    module: float = side / (matrix.side + 2 * _QUIET_MODULES)
    name = f"qr{len(canvas._doc.idToObject)}"
    canvas._doc.Reference(Raw(_picture(matrix)), xObjectName(name))
    inner, size = _QUIET_MODULES * module, matrix.side * module
    canvas._code.append(f"q 1 g {left:.2f} {bottom:.2f} {side:.2f} {side:.2f} re f 0 g")
    canvas._code.append(f"{size:.3f} 0 0 {size:.3f} {left + inner:.3f} {bottom + inner:.3f} cm")
    canvas.doForm(name)
    canvas._code.append("Q")
    return inner


def _picture(matrix: Matrix) -> bytes:
    digits, padding = matrix.dark.translate(_DOTS).decode("ascii"), "0" * (matrix.side % 2)
    rows = (bytes.fromhex(digits[start : start + matrix.side] + padding) for start in range(0, len(digits), matrix.side))
    size = 4 * matrix.side
    entries = f"/Type/XObject/Subtype/Image/Width {size}/Height {size}/ImageMask true/BitsPerComponent 1/Decode[1 0]"
    return stream(b"".join([row * 4 for row in rows]), entries.encode(), is_of_one_file=True)

from lms.app import create_app
from lms.config import BadSetting
from lms.errors import ContentFault

try:
    app = create_app()
except (BadSetting, ContentFault) as fault:
    raise SystemExit(f"Relais cannot start. {fault}") from None

"""Table of uploads."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Model


class Upload(Model):
    """A file that somebody sent, waiting for their decision."""

    __tablename__ = "upload"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    """Made with the page that asked for the file, so that sending it twice is one upload."""
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    purpose: Mapped[str]
    """What it is for: the name of an import."""
    file_name: Mapped[str]
    content: Mapped[bytes]
    choices: Mapped[str]
    """JSON: what was chosen beside the file."""
    sent_at: Mapped[datetime] = mapped_column(index=True)

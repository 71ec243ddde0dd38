"""A fault: the room gets a short code, the log the traceback under that code."""

from __future__ import annotations

import logging
import secrets

from commands.words import Text, _

log = logging.getLogger(__name__)


def log_fault(fault: Exception) -> Text:
    """Logs the fault under a fresh code and gives the sentence that names the code alone."""
    code = secrets.token_hex(3)
    log.error("fault %s", code, exc_info=fault)
    return _(
        "⚠️ Something went wrong here; nothing was changed. Please tell your administrator the code {code}.", code=code
    )

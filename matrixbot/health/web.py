"""`/healthz` and `/metrics` on this machine, for those who watch over it."""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import time
from collections.abc import AsyncIterator

from aiohttp import web

from matrixbot.config.values import Listen
from matrixbot.errors import OperatorError
from matrixbot.health.metrics import FaultCount, Figures, written
from matrixbot.health.vitals import Vitals

PLACE = "http.listen"


@contextlib.asynccontextmanager
async def watched(listen: Listen, vitals: Vitals) -> AsyncIterator[None]:
    """Meanwhile both are answered at that address. OperatorError if it cannot be listened at."""
    faults, started = FaultCount(), time.monotonic()

    async def healthz(_request: web.Request) -> web.Response:
        troubles = (await vitals.signs()).troubles
        return web.Response(text="\n".join(troubles or ["ok"]) + "\n", status=503 if troubles else 200)

    async def metrics(_request: web.Request) -> web.Response:
        figures = Figures(await vitals.signs(), time.monotonic() - started, vitals.commands, faults.codes)
        return web.Response(body=written(figures), headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"})

    application = web.Application()
    application.router.add_get("/healthz", healthz)
    application.router.add_get("/metrics", metrics)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    try:
        await web.TCPSite(runner, listen.host, listen.port).start()
    except OSError as fault:
        await runner.cleanup()
        raise _unusable(listen, fault) from None
    logger = logging.getLogger("matrixbot")
    logger.addHandler(faults.handler)
    try:
        yield
    finally:
        logger.removeHandler(faults.handler)
        await runner.cleanup()


def _unusable(listen: Listen, fault: OSError) -> OperatorError:
    if fault.errno == errno.EADDRINUSE:
        return OperatorError(
            f"the port {listen.port} is taken by another program. Name another port, or end that program.", key=PLACE
        )
    why = os.strerror(fault.errno) if fault.errno else type(fault).__name__
    return OperatorError(
        f"nothing can listen at {listen.host}, port {listen.port} ({why}). Name a port above 1023 of 127.0.0.1.",
        key=PLACE,
    )

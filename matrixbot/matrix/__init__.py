"""The gateway to a real homeserver: it knows nio and no board."""

from matrixbot.matrix.loading import prepare

prepare()

"""What the embedded servers say when they cannot help."""


class EmbeddedError(RuntimeError):
    """An embedded server cannot be started; the message is one sentence with what to do."""

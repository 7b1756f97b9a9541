"""What a caller is told at one place: nothing, a text that is read out, or a sound (rules 9.2)."""

from dataclasses import dataclass
from typing import Final

from services.sounds.models import Sound

LONGEST_TEXT: Final = 1_000  # characters that are read out; rules 8.2, 9.2


@dataclass(frozen=True)
class Prompt:
    """Either a text or a sound; neither is silence."""

    text: str = ""
    sound: Sound | None = None

    def __post_init__(self) -> None:
        if self.text and self.sound is not None:
            raise ValueError("A prompt is a text or a sound, never both.")

    def __bool__(self) -> bool:
        return bool(self.text) or self.sound is not None

    def __str__(self) -> str:
        return self.sound.name if self.sound is not None else self.text

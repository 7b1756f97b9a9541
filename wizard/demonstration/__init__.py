"""The demonstration: four organisations, told through the product's own verbs, the same at every seeding."""

from typing import Final

PASSWORD: Final = "switchboard-demo"  # noqa: S105 - public on purpose; production refuses these accounts

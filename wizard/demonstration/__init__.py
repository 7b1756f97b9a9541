"""The demonstration: three organisations, told through the product's own verbs, the same at every seeding."""

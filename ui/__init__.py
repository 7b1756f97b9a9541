"""The console's design system: tags, forms, lists, paging, refusals. Imported by every feature, imports none."""

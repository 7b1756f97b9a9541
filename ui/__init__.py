"""The design system: tags, forms, lists, paging, refusals. Every feature imports it; it imports none."""

"""The desk that reviews port orders over all tenants: its queue, its review, its acts, and what it writes."""

"""Numbers looked for in the stock, and suggested for people."""

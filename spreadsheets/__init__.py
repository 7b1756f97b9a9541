"""Tables that people upload and download: read whatever wrote them, row by row, whatever their size."""

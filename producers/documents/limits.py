"""What a document may cost. Of 65 real CVs the largest had 0.3 MB, 3 pages, 21 parts and 0.83 MB unpacked."""

from __future__ import annotations

MAX_BYTES = 5_000_000
"""Of the file."""
MAX_PAGES = 20
"""That are read; of further ones the reading says that there are more."""
MAX_PARTS = 500
"""Files inside of a DOCX."""
MAX_UNPACKED = 50_000_000
"""Bytes that the parts of a DOCX declare together; `zipfile` unpacks no more than declared."""
MAX_RATIO, RATIO_FROM = 100, 1_000_000
"""Unpacked against packed bytes, for parts that unpack to more than so many bytes together."""
MAX_SECONDS = 10
"""Of one document, waiting for a processor included."""
MAX_MEMORY = 512 << 20
"""Bytes of address space of the process that reads it."""
MAX_LETTERS = 400_000
"""That a reader hands over, repaired or not; a CV's text has half as many at most."""

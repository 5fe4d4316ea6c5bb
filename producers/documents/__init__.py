"""A CV as PDF or DOCX, read as text in a process of its own."""

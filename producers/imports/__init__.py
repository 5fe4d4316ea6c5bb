"""Files in: resumes, postings, tables and CVs become events."""

"""`/api/documents`: a CV as PDF or DOCX, read and sent as its applicant."""

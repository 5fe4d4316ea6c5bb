"""What people decide and note about pairs of job and applicant, and what they set for themselves and for jobs."""

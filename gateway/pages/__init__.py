"""The recruiter's pages: templates, scripts and styles."""

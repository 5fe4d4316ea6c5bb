"""What people read, in Portuguese and English: in one place."""

"""Dead letters: the commands for them, and the eraser of those that mention a removed applicant."""

"""The store of what people do: its connection, tables and migrations, and what it holds of an applicant."""

"""The join: a pure core (`shard`, `side`, `ranking`), a thin Faust shell (`app`), the writer of results (`cache`)."""

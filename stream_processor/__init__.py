"""The join: a pure core (`shard`, `side`, `ranking`), a thin Faust shell (`app`), the writer of results (`cache`)."""

# Names where compiled code is kept, before anything here is compiled.
import model as model

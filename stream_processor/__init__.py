"""The stream: the join (pure), its workers, the Faust shell around them, the writer to Redis, and `verify`."""

# Names where compiled code is kept, before anything here is compiled.
import model as model

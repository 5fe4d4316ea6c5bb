"""What programs tell of their work: traces from event to push, spans of their stages, and the settings of both."""

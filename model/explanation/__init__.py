"""Why a pair has its score: contributions, evidence, reasons."""

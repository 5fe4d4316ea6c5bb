"""The Faust shell: the only folder that knows Faust."""

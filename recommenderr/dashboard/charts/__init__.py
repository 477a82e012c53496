"""The charts, one module each, and their colours."""

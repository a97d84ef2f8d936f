"""Deep-learning interview practice in which an experiment settles every answer."""

__version__ = "0.1.0"

"""pemm: a self-assessment against the CNCF Platform Engineering Maturity Model, on your own machine."""

__version__ = "0.1.0"

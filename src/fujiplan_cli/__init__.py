"""fujiplan: distribute, collect, score, report and publish the progress sheets of a city's ICT plan."""

__version__ = "0.1.0"

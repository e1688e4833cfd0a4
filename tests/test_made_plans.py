"""Plans made for measuring: as many as are asked for, each of a place of its own."""

from bench.made_plans import made_plans


def test_there_is_no_end_of_places() -> None:
    # There are a hundred names, which ten numerals told apart a thousand times.
    places = {text.partition("县")[0] for text in made_plans(1_210)}
    assert len(places) == 1_210

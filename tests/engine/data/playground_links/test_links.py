"""Links of TensorFlow Playground: eleven real ones, odd values as the page takes them, and the way back to a link."""

from __future__ import annotations

import json
import math
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.data.playground_links.link import INPUTS, Link, LinkProblem, looks_like_link, read_link, write_link
from engine.data.playground_links.point_sets import CLASSIFICATION, POINT_SETS, REGRESSION, shuffled_points
from engine.data.playground_links.seeded_random import SeededRandom

GOLDEN = Path(__file__).parents[3] / "golden" / "playground_links"
REAL = json.loads((GOLDEN / "links.json").read_text("utf-8"))
REFERENCE = json.loads((GOLDEN / "reference.json").read_text("utf-8"))


@pytest.mark.parametrize("real", REAL, ids=[one["what"] for one in REAL])
def test_real_links_have_the_page_s_points_and_first_weight(real: dict) -> None:
    link = read_link(real["link"])
    assert (link.data, list(link.inputs), list(link.shape)) == (real["data"], real["inputs"], real["hidden"])
    rows, random = shuffled_points(link.data, link.seed, link.noise / 100)
    assert int(len(rows) * link.train_percent / 100) == real["train"]
    assert rows[0] == pytest.approx(real["point"], abs=6e-5 if link.is_regression else 6e-7)
    assert random.random() - 0.5 == pytest.approx(real["weight"], abs=6e-7)
    assert looks_like_link(real["link"])


@pytest.mark.parametrize("reference", REFERENCE, ids=[one["case"][1] for one in REFERENCE])
def test_points_are_those_of_the_page_to_the_last_bit(reference: dict) -> None:
    seed, name, noise = reference["case"][:3]
    rows, _random = shuffled_points(name, seed, noise / 100)
    for row, wanted in zip(rows, reference["out"]["first"], strict=False):
        assert row == pytest.approx((wanted["x"], wanted["y"], wanted["label"]), rel=0, abs=1e-16)


def test_what_is_not_said_is_the_page_s_default() -> None:
    assert read_link("https://playground.tensorflow.org/#seed=0.5") == Link("0.5")


@pytest.mark.parametrize(
    ("said", "field", "value"),
    [
        ("networkShape=", "shape", ()),
        ("networkShape=3", "shape", (3,)),
        ("networkShape=4%2C2", "shape", (4, 2)),
        ("networkShape=100", "shape", (100,)),
        ("x=0&y=false", "inputs", ("x",)),
        ("x=False&y=false", "inputs", ("x",)),
        ("x_hide=true", "inputs", ("y",)),
        ("noise=81", "noise", 50.0),
        ("noise=80", "noise", 80.0),
        ("noise=-5", "noise", 0.0),
        ("activation=gelu", "activation", "tanh"),
        ("seed=", "seed", "0.5"),
        ("seed=0.17&amp;noise=20", "noise", 20.0),
        ("noise=10&noise=30", "noise", 30.0),
        ("learningRate=%20", "rate", 0.03),
        ("tutorial=a&goal=0.4&cosX=false", "left_out", ("tutorial", "goal")),
        ("cosX=true", "left_out", ("cosX",)),
        ("playButton_hide=true&noise_hide=yes", "hidden", ("playButton",)),
        ("regularization=L2&regularizationRate=0.01", "penalty", "L2"),
        ("problem=regression&dataset=xor", "data", "reg-plane"),
    ],
)
def test_odd_values_are_read_as_the_page_reads_them(said: str, field: str, value: object) -> None:
    assert getattr(read_link(f"http://any.host/path?query=1#{said}"), field) == value


@pytest.mark.parametrize(
    "said",
    [
        "noise=abc",
        "networkShape=4,x",
        "networkShape=0",
        "networkShape=2.5",
        "batchSize=0",
        "learningRate=1e999",
        "x=false&y=false",
    ],
)
def test_what_nothing_can_be_made_of_is_said(said: str) -> None:
    with pytest.raises(LinkProblem, match=r"\.$"):
        read_link(f"https://playground.tensorflow.org/#{said}")


@pytest.mark.parametrize("text", ["", "#", "https://playground.tensorflow.org/", "https://example.org/#", "x" * 30_000])
def test_no_link_is_said_to_be_none(text: str) -> None:
    with pytest.raises(LinkProblem):
        read_link(text)


WANTED = Link("0.5", data="xor", shape=(3, 2))


@pytest.mark.parametrize(
    "text",
    [
        "http://playground.tensorflow.org/#dataset=xor&networkShape=3,2&seed=0.5",
        "playground.tensorflow.org/#dataset=xor&networkShape=3%2C2&seed=0.5",
        "  https://a.fork.github.io/playground/?lang=ja#dataset=xor&amp;networkShape=3,2&amp;seed=0.5\n",
        "#dataset=xor&networkShape=3,2&seed=0.5",
        "https%3A%2F%2Fplayground.tensorflow.org%2F%23dataset%3Dxor%26networkShape%3D3%2C2%26seed%3D0.5",
        "https://playground.tensorflow.org/#dataset%3Dxor%26networkShape%3D3%2C2%26seed%3D0.5",
    ],
)
def test_a_link_is_known_whatever_its_way_did_to_it(text: str) -> None:
    assert looks_like_link(text)
    assert read_link(text) == WANTED


@pytest.mark.parametrize(
    "text", ["https://example.org/#top", "a.csv", "layers #seed=1", "/tmp/a#dataset=1.csv", "#1", "x" * 30_000]
)
def test_what_is_no_link_does_not_look_like_one(text: str) -> None:
    assert not looks_like_link(text)


def test_a_link_that_was_cut_off_is_known_and_refused_in_a_sentence() -> None:
    assert looks_like_link("https://playground.tensorflow.org/")


def test_words_that_the_page_does_not_know_are_kept_to_be_said() -> None:
    link = read_link("#activation=swish&seed=0.5&dataset=moons")
    assert (link.activation, link.data, link.left_out) == ("tanh", "circle", ("dataset=moons", "activation=swish"))
    assert link.has_seed
    assert not read_link("#dataset=xor").has_seed


LINKS = st.builds(
    Link,
    seed=st.from_regex(r"0\.[0-9]{5}", fullmatch=True),
    data=st.sampled_from(CLASSIFICATION + REGRESSION),
    noise=st.sampled_from([0.0, 5.0, 50.0]),
    train_percent=st.sampled_from([10.0, 50.0, 90.0]),
    shape=st.lists(st.integers(1, 8), max_size=6).map(tuple),
    inputs=st.sets(st.sampled_from(INPUTS), min_size=1).map(lambda names: tuple(name for name in INPUTS if name in names)),
    activation=st.sampled_from(["relu", "tanh", "sigmoid", "linear"]),
    penalty=st.sampled_from(["", "L1", "L2"]),
    strength=st.sampled_from([0.0, 0.001, 10.0]),
    rate=st.sampled_from([0.00001, 0.03, 10.0]),
    batch=st.integers(1, 30),
    starts_at_zero=st.booleans(),
    shows_test=st.booleans(),
    discrete=st.booleans(),
    hidden=st.sets(st.sampled_from(["problem", "noise", "playButton"])).map(lambda names: tuple(sorted(names))),
)


@given(LINKS)
def test_a_link_that_is_written_says_the_same_when_it_is_read(link: Link) -> None:
    assert read_link(write_link(link)) == link


@given(st.text(max_size=200))
def test_any_text_is_a_link_or_a_sentence(text: str) -> None:
    with suppress(LinkProblem):
        assert isinstance(read_link(f"https://playground.tensorflow.org/#{text}"), Link)


def test_noise_moves_the_place_that_decides_the_number_and_not_the_point() -> None:
    """Worked again from the generator's own numbers: four are drawn for each point."""
    for name, reach in (("reg-plane", 6.0), ("reg-gauss", 6.0), ("xor", 5.0)):
        random, rows = SeededRandom("0.25"), POINT_SETS[name](SeededRandom("0.25"), 40, 0.3)
        for x, y, label in rows:
            drawn = [random.uniform(-reach, reach) for _number in range(4)]
            gap = [0.3 if place > 0 else -0.3 for place in drawn[:2]] if name == "xor" else [0, 0]
            assert (x, y) == (drawn[0] + gap[0], drawn[1] + gap[1])
            moved = x + 0.3 * drawn[2], y + 0.3 * drawn[3]
            assert label == pytest.approx(label_of(name, *moved), abs=1e-12)


def label_of(name: str, x: float, y: float) -> float:
    if name == "xor":
        return 1.0 if x * y >= 0 else -1.0
    if name == "reg-plane":
        return (x + y) / 10
    middles = {(-4, 2.5): 1, (0, 2.5): -1, (4, 2.5): 1, (-4, -2.5): -1, (0, -2.5): 1, (4, -2.5): -1}
    heights = [sign * max(0.0, 1 - math.hypot(x - a, y - b) / 2) for (a, b), sign in middles.items()]
    return max(heights, key=abs)


def test_noise_of_a_circle_moves_the_place_that_decides_the_class() -> None:
    random = SeededRandom("0.25")
    for i, (x, y, label) in enumerate(POINT_SETS["circle"](SeededRandom("0.25"), 60, 0.2)):
        low, high = (0.0, 2.5) if i < 30 else (3.5, 5.0)
        radius, angle = random.uniform(low, high), random.uniform(0, 2 * math.pi)
        assert (x, y) == (radius * math.sin(angle), radius * math.cos(angle))
        moved = x + random.uniform(-5, 5) * 0.2, y + random.uniform(-5, 5) * 0.2
        assert label == (1.0 if math.hypot(*moved) < 2.5 else -1.0)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("noise=" + "9" * 50 + "x", f"The link says noise={'9' * 40}, which is no number that can be used."),
        ("networkShape=" + "4," * 30, f"The link says networkShape={'4,' * 20}: each layer needs a whole number of neurons"),
        ("networkShape=1025", "networkShape=1025: each layer needs a whole number of neurons, from 1 to 1024."),
        ("percTrainData=100", "percTrainData=100, which is no number that can be used."),
        ("percTrainData=0.9", "percTrainData=0.9, which is no number that can be used."),
        ("batchSize=4097", "batchSize=4097, which is no number that can be used."),
        ("learningRate=-1", "learningRate=-1, which is no number that can be used."),
        ("x=false&y=false", "The link switches off every input"),
        ("networkShape=" + ",".join("1" * 51), "each layer needs a whole number of neurons"),
    ],
)
def test_what_is_wrong_with_a_link_is_quoted_shortly(said: str, sentence: str) -> None:
    with pytest.raises(LinkProblem) as problem:
        read_link(f"#{said}")
    assert sentence in str(problem.value)


def test_numbers_at_the_ends_are_read() -> None:
    link = read_link(f"#percTrainData=99&batchSize=4096&learningRate=1e6&networkShape={','.join('1' * 50)}")
    assert (link.train_percent, link.batch, link.rate, len(link.shape)) == (99, 4096, 1e6, 50)
    assert read_link("#networkShape=1024,1").shape == (1024, 1)
    assert read_link("#activation=" + "a" * 50).left_out == ("activation=" + "a" * 40,)


@pytest.mark.parametrize(
    ("seed", "first", "second"),
    [
        ("", 0.23144008215179881, 0.27404636548159655),
        ("한", 0.9621245808660379, 0.5284239031410908),  # letters of two bytes, and of two units
        ("😀", 0.5698095144192531, 0.45805574850196806),
        ("a" * 300, 0.7896636759683583, 0.46838180524185613),  # longer than the key
        ("ab" * 150, 0.5139501342450606, 0.8317874151148943),
    ],
)
def test_any_text_is_a_seed_whose_numbers_stay(seed: str, first: float, second: float) -> None:
    random = SeededRandom(seed)
    assert (random.random(), random.random()) == (first, second)


def test_numbers_are_drawn_skipped_and_shuffled_in_order() -> None:
    random, other = SeededRandom("0.5"), SeededRandom("0.5")
    numbers = [random.random() for _time in range(9)]
    other.skip(5)
    assert (other.drawn, other.random()) == (5, numbers[5])
    other.skip(3)  # so many are drawn already
    assert other.random() == numbers[6]
    assert SeededRandom("0.5").uniform(-2, 4) == numbers[0] * 6 - 2
    rows = [(float(i), 0.0, 0.0) for i in range(8)]
    SeededRandom("0.5").shuffle(rows)
    assert [int(row[0]) for row in rows] == [2, 1, 6, 7, 0, 4, 5, 3]
    first, second = 2 * numbers[0] - 1, 2 * numbers[1] - 1
    size = first * first + second * second
    assert size <= 1
    assert SeededRandom("0.5").normal(1, 4) == pytest.approx(1 + 2 * math.sqrt(-2 * math.log(size) / size) * first)


def test_a_link_has_twenty_thousand_letters_at_most() -> None:
    link = "https://playground.tensorflow.org/#seed=" + "1" * (20_000 - 40)
    assert len(link) == 20_000
    assert looks_like_link(link)
    assert read_link(link).seed == "1" * 19_960
    assert not looks_like_link(link + "1")
    with pytest.raises(LinkProblem, match="The link is longer than any that TensorFlow Playground writes"):
        read_link(link + "1")
    assert looks_like_link("https://playground.tensorflow.org/%23seed=1")
    assert [looks_like_link(text) for text in ("two words#seed=1", "#seed=1", "seed=1", "https://a.b/#other=1", "")] == (
        [False, True, False, False, False]
    )

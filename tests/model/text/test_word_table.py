"""The compiled pass over a text's words gives what split, stem and a dictionary give."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from model.text.phrases import SIGNS, UNKNOWN
from model.text.word_table import WordTable, numbers_in
from model.text.words import PAIRS, joined, stem, tokens
from tests.model.text.test_words import TEXTS

ENDINGS = (
    "", "s", "ss", "a", "as", "o", "os", "ao", "aos", "ora", "oras", "ore", "ores", "sao", "ssa", "1", "+", "oes",
    "aes", "al", "ais", "eis", "il", "ois", "em", "ens", "ares", "12",
)  # fmt: skip
WORDS = st.one_of(
    st.builds(str.__add__, st.text("aeorsz", max_size=5), st.sampled_from(ENDINGS)),
    st.text("az09+#-", max_size=5),
    st.sampled_from(list(PAIRS)),
)


def read(table: WordTable, *texts: str | None) -> list[int]:
    found: list[int] = numbers_in(joined(*texts), table.arrays).tolist()
    return found


@settings(max_examples=1000, deadline=None)
@given(
    st.lists(st.one_of(st.none(), TEXTS, st.lists(WORDS, max_size=8).map(" ".join)), min_size=1, max_size=3),
    st.lists(st.one_of(WORDS, WORDS.map(stem)), max_size=20),
)
@example(["Programadoras, ela. Dra C# .net"], ["programador", "ele", "dr", "c#-", "dotnet"])
def test_numbers_are_those_of_the_stems(texts: list[str | None], known: list[str]) -> None:
    known += [stem(token) for token in tokens(*texts)[::2]]
    numbers = dict(SIGNS)
    for word in known:
        numbers.setdefault(word, len(numbers) + 1)
    expected = [numbers.get(stem(token), UNKNOWN) for token in tokens(*texts)]
    assert read(WordTable(numbers), *texts) == expected


def test_a_word_that_no_folded_text_holds_is_no_error() -> None:
    assert read(WordTable({"acao": 3, "ação": 4}), "Acao ação") == [3, 3]


def test_many_words_are_all_found() -> None:
    words = [f"w{number}" for number in range(30_000)]
    table = WordTable({word: number for number, word in enumerate(words, 10)})
    assert read(table, " ".join(words)) == list(range(10, 30_010))
    assert read(table, "w30000 W7 w") == [UNKNOWN, 17, UNKNOWN]


def test_a_version_stands_apart_from_the_name_it_is_glued_to() -> None:
    table = WordTable({"java": 10, "8": 11, "c3": 12})
    assert read(table, "Java8 java-8 c3 x86 log4j2 javas8") == [10, 11, 10, 11, 12, UNKNOWN, UNKNOWN, 10, 11]

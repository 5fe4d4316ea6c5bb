"""The compiled pass over a text's words gives what split, stem and a dictionary give."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from model.phrases import BREAK_NUMBER, END_NUMBER, UNKNOWN
from model.text import BREAK, END, PAIRS, joined, stem, tokens
from model.word_table import WordTable, numbers_in
from tests.model.test_text import TEXTS

ENDINGS = ("", "s", "ss", "a", "as", "o", "os", "ao", "aos", "ora", "oras", "ore", "ores", "sao", "ssa", "1", "+")
WORDS = st.one_of(
    st.builds(str.__add__, st.text("aeorsz", max_size=5), st.sampled_from(ENDINGS)),
    st.text("az09+#-", max_size=5),
    st.sampled_from(list(PAIRS)),
)


def read(table: WordTable, *texts: str | None) -> list[int]:
    found: list[int] = numbers_in(joined(*texts), *table.arrays).tolist()
    return found


@settings(max_examples=1000, deadline=None)
@given(
    st.lists(st.one_of(st.none(), TEXTS, st.lists(WORDS, max_size=8).map(" ".join)), min_size=1, max_size=3),
    st.lists(st.one_of(WORDS, WORDS.map(stem)), max_size=20),
)
@example(["Programadoras, ela. Dra C# .net"], ["programador", "ele", "dr", "c#-", "dotnet"])
def test_numbers_are_those_of_the_stems(texts: list[str | None], known: list[str]) -> None:
    known += [stem(token) for token in tokens(*texts)[::2]]
    numbers = {BREAK: BREAK_NUMBER, END: END_NUMBER}
    for word in known:
        numbers.setdefault(word, len(numbers) + 1)
    expected = [numbers.get(stem(token), UNKNOWN) for token in tokens(*texts)]
    assert read(WordTable(numbers), *texts) == expected


def test_a_word_that_no_folded_text_holds_is_no_error() -> None:
    assert read(WordTable({"acao": 3, "ação": 4}), "Acao ação") == [3, 3]


def test_many_words_are_all_found() -> None:
    words = [f"w{number}" for number in range(30_000)]
    table = WordTable({word: number for number, word in enumerate(words, 3)})
    assert read(table, " ".join(words)) == list(range(3, 30_003))
    assert read(table, "w30000 W7 w") == [UNKNOWN, 10, UNKNOWN]

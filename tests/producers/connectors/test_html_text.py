"""HTML to text: no words glued, nothing hidden read, in time proportional to length."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from producers.connectors.html_text import text_of


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Java</p><p>SQL</p>", "Java\nSQL"),
        ("<ul><li>Java</li><li>SQL</li></ul>", "Java\nSQL"),
        ("Ja<b>va</b> e <span class='x'>S</span>QL", "Java e SQL"),
        ("Java<br>SQL<br/>AWS", "Java\nSQL\nAWS"),
        ("<td>Java</td><td>SQL</td>", "Java\nSQL"),
        ("C&#43;&#43; &amp; C# &nbsp; F&eacute;", "C++ & C# Fé"),
        ("<style>p { color: red }</style><p>Java</p><script>if (a<b) alert(1)</script> SQL", "Java\nSQL"),
        ("<!-- Cobol -->Java", "Java"),
        ("salário < 5000 e > 3000", "salário < 5000 e > 3000"),
        ("5 anos <3", "5 anos <3"),
        ("", ""),
        ("plain\r\ntext", "plain\ntext"),
    ],
)
def test_text(html, text):
    assert text_of(html) == text


@given(st.text(alphabet="<>/!abp &;\n"))
def test_whatever_comes_is_read(html):
    text = text_of(html)
    assert len(text) <= len(html) + html.count("<")


@pytest.mark.parametrize("piece", ["<", "<a", "<a b", "a<!--", "<script>", "</", "&", "\n ", "<a href='"])
def test_a_megabyte_of_anything_ends(piece):
    """Were a part of it read again for each sign, this would take hours."""
    for html in (piece * (500_000 // len(piece)), "<" + piece.strip("<") * 100_000):
        assert len(text_of(html)) <= len(html)

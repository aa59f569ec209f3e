from __future__ import annotations

from numaconf.documents import yaml
from numaconf.documents.pieces import PlainDocument, Words, inside, piece
from numaconf.documents.source import Source, Span

TEXT = "--B\nContent-Type: x\n\na: 1\nb:\n  c: 2\n--B--\n"
INNER = yaml.read("a: 1\nb:\n  c: 2\n")


def test_a_text_is_one_value() -> None:
    document = PlainDocument(TEXT)
    assert document.value == TEXT
    assert document.span(()) == Span(1, 1, 8, 1)
    assert PlainDocument(b"\xff").value == "\ufffd"


def test_places_of_a_piece_are_places_of_the_text() -> None:
    found = piece(Source("f", PlainDocument(TEXT)), INNER, 3, 4)
    assert found.span(("b", "c")) == Span(6, 6, 6, 7)
    location = found.locate(("b", "c"))
    assert (location.document, location.pointer, location.embedded) == (3, "/b/c", ())


def test_an_encoded_piece_has_one_place() -> None:
    found = piece(Source("f", PlainDocument(TEXT)), INNER, 3, 0, at=4)
    assert found.span(("b", "c")) == Span(4, 1, 5, 1)


def test_a_piece_of_a_text_inside_a_document_stands_in_that_document() -> None:
    outer = Source("f", yaml.read("userData: |\n" + "".join(f"  {line}\n" for line in TEXT.splitlines())))
    inner = outer.document.inner(("userData",))  # type: ignore[attr-defined]
    text = Source("f", PlainDocument(TEXT), outer=outer, route=("userData",), line=inner.line, column=inner.column)
    found = piece(text, INNER, 0, 4)
    location = found.locate(("b", "c"))
    assert (location.pointer, location.embedded, location.span) == ("/userData", ("/b/c",), Span(7, 8, 7, 9))


def test_words_have_their_places_in_the_text_around_them() -> None:
    text = Source("f", PlainDocument("--B\n\nrun --a --b\n"))
    script = piece(text, PlainDocument("run --a --b\n"), 1, 3)
    words = inside(script, Words(["--a", "--b"], [Span(1, 5, 1, 8), Span(1, 9, 1, 12)]))
    assert words.span((1,)) == Span(3, 9, 3, 12)
    assert words.span(()) == Span(3, 5, 3, 12)
    assert words.locate((0,)).document == 1

from numaconf.documents import shell


def last_words(script):
    return [word.value for word in shell.commands(script)[-1].words]


def test_a_value_is_split_where_it_is_used_without_quotes():
    assert last_words('A="1 2"\nrun $A "$A" x$A') == ["run", "1", "2", "1 2", "x1", "2"]


def test_a_value_that_may_be_another_one_is_not_known():
    assert last_words("A=1\nif x; then A=2; fi\nrun $A") == ["run", None]
    assert last_words("A=1\nread A\nrun $A") == ["run", None]
    assert last_words("A=1 other\nrun $A") == ["run", None]


def test_more_behind_a_value():
    assert last_words("A=1\nA+=2\nrun $A") == ["run", "12"]
    assert last_words("A+=2\nrun $A") == ["run", None]


def test_a_value_that_doubles_line_by_line_does_not_fill_the_memory():
    for double in ("A=$A$A\n", "A+=$A\n"):
        assert last_words("A=xxxxxxxx\n" + double * 60 + "run $A") == ["run", None]

"""What a letter about alarms says, line by line."""

from backend.web.pages.alarming import AlarmLine
from backend.web.pages.letter import Letter, Section, letter
from backend.web.pages.tongue import tongue

BASE = "https://logg.test"


def line(key: str, word: str = "Lägesbild", *, pledge: str = "Löfte 2026") -> AlarmLine:
    return AlarmLine(
        keys=(key,), word=word, href=f"/u/{key}", why="Snart slut.", late=False, pledge=pledge, when="Senast i dag."
    )


def section(*lines: AlarmLine, name: str = "Västervik", partnership: str = "vastervik") -> Section:
    return Section(name=name, partnership=partnership, lines=lines)


def written(*sections: Section, told: tuple[str, ...] = (), whole: bool = False, language: str = "sv") -> Letter | None:
    return letter(tongue(language), sections, told, BASE, whole=whole)


def test_what_is_new_stands_before_what_was_told():
    made = written(section(line("a"), line("b", "Fredagsmöte", pledge="")), told=("vastervik/a",))
    assert made is not None
    assert made.subject == "Fältlogg: 1 nytt larm"
    assert made.keys == {"vastervik/a", "vastervik/b"}
    assert made.text == (
        "Nytt\n----\n\n"
        "* Fredagsmöte\n  Snart slut. Senast i dag.\n  https://logg.test/u/b\n\n"
        "Sedan förut\n-----------\n\n"
        "* Lägesbild (Löfte 2026)\n  Snart slut. Senast i dag.\n  https://logg.test/u/a\n\n"
        "Du får det här brevet för att du har bett om det. Stäng av det på https://logg.test/larm.\n"
    )


def test_nothing_new_is_no_letter_unless_the_whole_list_is_wanted():
    told = ("vastervik/a",)
    assert written(section(line("a")), told=told) is None
    made = written(section(line("a")), told=told, whole=True)
    assert made is not None
    assert made.subject == "Fältlogg: 1 larm"
    assert "Nytt" not in made.text


def test_no_alarms_are_never_a_letter():
    assert written(section(), whole=True) is None
    assert written(whole=True) is None


def test_the_same_alarm_in_two_partnerships_is_told_in_each():
    two = (section(line("a")), section(line("a"), name="Vingåker", partnership="vingaker"))
    made = written(*two, told=("vastervik/a",), language="en")
    assert made is not None
    assert made.subject == "Fältlogg: 1 new alarm"
    assert made.text.index("New") < made.text.index("Vingåker") < made.text.index("From before")
    assert made.text.index("From before") < made.text.index("Västervik")


def test_a_demonstration_says_so():
    made = letter(tongue("sv"), (section(line("a")),), (), BASE, whole=False, demonstration=True)
    assert made is not None
    assert made.subject == "Fältlogg: 1 nytt larm (Demonstration – påhittade uppgifter)"

"""One name in three scripts is one name."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.link.few_names import few_names
from tests.link.people import judged

from palermo.link import LinkSettings, link
from palermo.link._arabic import read
from palermo.link._names import name

SAME = [
    "Mohammed Muhammad محمد Мухаммед", "Youssef Yusuf يوسف Юсуф", "Aisha عائشة عايشة Аиша", "Fatima فاطمة Фатима",
    "Abdurrahman Abdelrahman عبدالرحمن Абдурахман", "Gamal Jamal جمال Джамал", "Khaled خالد Халед",
    "Qasim Kassem قاسم Касим", "Khadija خديجة Хадиджа", "Ali علي Али", "Omar Umar عمر Омар", "Walid وليد Валид",
    "Al-Sayed Elsayed السيد", "Layla Leila ليلى Лейла", "Olena أولينا Олена", "Petrova بتروفا Петрова",
    "Shevchenko شيفتشينكو Шевченко", "Morozov موروزوف Морозов", "Nguyen نغوين Нгуен", "Joy جوي Джой",
    "Osei أوسي Осей", "Okafor أوكافور Окафор", "Tesfaye تسفاي Тесфайе", "Peter بيتر", "Ivan إيفان Иван",
]  # fmt: skip
FIRST = [text for text in SAME if len(text.split()) >= 3]


@pytest.mark.parametrize("texts", SAME)
def test_one_name_in_several_scripts_sounds_the_same(texts):
    assert len({name(each).bare for each in texts.split()}) == 1


def test_different_names_stay_different():
    keys = [name(texts.split()[0]).bare for texts in SAME]
    assert len(set(keys)) == len(keys)


def test_lists_in_different_scripts_are_linked():
    """Given and family names of `few_names`, written in Latin, Cyrillic or Arabic letters, by list."""
    words = [texts.split() for texts in FIRST]
    arabic = [next(each for each in word if read(each) != each) for word in words]
    tables, who = few_names(5, given=len(words), family=len(words), records=250, share=0.3)
    for field in ("given", "family"):
        known = sorted({text for table in tables.values() for text in table.column(field).to_pylist()})
        place = {text: at % len(words) for at, text in enumerate(known)}
        for list_, script in (("north", [word[0] for word in words]), ("south", arabic)):
            told = [script[place[text]] for text in tables[list_].column(field).to_pylist()]
            at = tables[list_].column_names.index(field)
            tables[list_] = tables[list_].set_column(at, field, pa.array(told))
    linked = link(tables, settings=LinkSettings(once=("north", "south")))
    precision, recall = judged(linked, who)
    assert precision >= 0.9
    assert recall >= 0.35


@given(st.text(alphabet="ابتثجحخدذرزسشصضطظعغفقكلمنهويىةأإآءئؤپچژگ", max_size=12))
def test_arabic_script_is_read_as_latin_letters(text):
    found = read(text)
    assert found.isascii()
    assert found == found.lower()

"""Names, numbers and addresses are pointed out in six languages, and numbers of things are not."""

import csv

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facilitation.text import clean
from reporting.summary.masking import MARKS, findings, masked
from reporting.summary.passages import Masks, Names, Piece, Words
from reporting.summary.personal import find
from tests import polis

FOUND = {
    "en": [
        ("My name is ahmed Salah and I farm.", "name", "ahmed Salah"),
        ("Ask Mrs. Wanjiku Otieno about it", "name", "Wanjiku Otieno"),
        ("Ring me: +254 712 345678!", "phone", "+254 712 345678"),
        ("call (0712) 345-678", "phone", "(0712) 345-678"),
        ("the office is 555-0199", "phone", "555-0199"),
        ("2212 3456 is the pump man", "phone", "2212 3456"),
        ("or 9876-5432", "phone", "9876-5432"),
        ("or 2222-34-56, or", "phone", "2222-34-56"),
        ("and 12 34 5678", "phone", "12 34 5678"),
        ("Tel: 722 000 000", "phone", "722 000 000"),
        ("call me on 1990 2000", "phone", "1990 2000"),
        ("phone number is 34 56 78", "phone", "34 56 78"),
        ("write to ada.l+un@example.org.", "email", "ada.l+un@example.org"),
        ("see https://example.org/x?y=1, please", "link", "https://example.org/x?y=1"),
        ("follow @ada_l", "link", "@ada_l"),
    ],
    "fr": [
        ("Je m’appelle Élodie Dupont", "name", "Élodie Dupont"),
        ("Mme Ngozi l’a dit", "name", "Ngozi"),
        ("mon numéro : 06 12 34 56 78", "phone", "06 12 34 56 78"),
        ("téléphone : 45 67 89", "phone", "45 67 89"),
        ("Appelez-moi au 45 67 89", "phone", "45 67 89"),
        ("elodie (chez) exemple.fr", "email", "elodie (chez) exemple.fr"),
    ],
    "es": [
        ("Me llamo María de la Cruz López", "name", "María de la Cruz López"),
        ("la señora Pérez lo sabe", "name", "Pérez"),
        ("llame al 612 345 678", "phone", "612 345 678"),
        ("Teléfono 445 566", "phone", "445 566"),
        ("maria [arroba] ejemplo.mx", "email", "maria [arroba] ejemplo.mx"),
    ],
    "ru": [
        ("Меня зовут Иван Петров", "name", "Иван Петров"),
        ("Мария Ивановна помогла", "name", "Мария Ивановна"),
        ("тел. +7 (916) 123-45-67", "phone", "+7 (916) 123-45-67"),
        ("номер 555-12-34", "phone", "555-12-34"),
        ("555-12-34 или 22-33-44", "phone", "22-33-44"),
        ("звоните 22 33 44", "phone", "22 33 44"),
        ("сайт www.пример.рф/вода", "link", "www.пример.рф/вода"),
    ],
    "ar": [
        ("اسمي فاطمة الزهراء", "name", "فاطمة الزهراء"),
        ("قال الدكتور أحمد علي", "name", "أحمد علي"),
        ("رقمي ٠١٠ ١٢٣٤ ٥٦٧٨", "phone", "٠١٠ ١٢٣٤ ٥٦٧٨"),
        ("هاتف: ٢٢٣٣٤٤", "phone", "٢٢٣٣٤٤"),
        ("اتصل بي على 223344", "phone", "223344"),
        ("بريدي fatima@example.eg", "email", "fatima@example.eg"),
    ],
    "zh": [
        ("我叫李明，住在村里", "name", "李明"),
        ("我的名字是欧阳小红。", "name", "欧阳小红"),
        ("张老师说得对", "name", "张老师"),
        ("电话13812345678", "phone", "13812345678"),
        ("电话号码是223344", "phone", "223344"),
        ("手机：１３８ １２３４ ５６７８", "phone", "１３８ １２３４ ５６７８"),
        ("微信：liming_88", "link", "微信：liming_88"),
    ],
}


@pytest.mark.parametrize(
    ("text", "kind", "piece"), [example for language in FOUND.values() for example in language]
)
def test_what_leads_to_a_person_is_found(text: str, kind: str, piece: str) -> None:
    assert (kind, piece) in [(found.kind, found.text) for found in find(text)]


@pytest.mark.parametrize("text", [text for group in FOUND.values() for text, _, _ in group])
def test_a_finding_says_where_it_stands(text: str) -> None:
    for found in find(text):
        assert text[found.start : found.end] == found.text


@pytest.mark.parametrize(
    "text",
    [
        "By 2030-2045 we need 2 000 000 wells.",
        "On 2026-05-04, or 04/05/2026, 1.500.000 people came.",
        "1990 2000; 1990–2030; 2030/2045; 10-12-30; 31.12.99; 5/4/2026; 350 000",
        "We call 20 000 of 100 people; call for 350 000 wells; the number of people is 350 000.",
        "SDG 6 and A/RES/75/1 matter; 1,234,567 agree.",
        "À 10h30, 250 personnes sur 1 000.",
        "В 2025 году 350 000 человек без воды.",
        "نحتاج ٢٠٠ بئر قبل ٢٠٣٠",
        "到2030年建2000口井。",
        "The doctor and the teacher are my name for hope.",
    ],
)
def test_numbers_of_things_are_nobody(text: str) -> None:
    assert find(text) == []


BARE = [
    ("The pump was mended by Maria Lopez and nobody paid.", "Maria Lopez"),
    ("We all know that Grace Akinyi sold the land.", "Grace Akinyi"),
    ("My neighbour Chebet has no water.", "Chebet"),
    ("J. Okafor took the money.", "J. Okafor"),
    ("Le terrain a été vendu par Karim Benali hier.", "Karim Benali"),
    ("Les enfants de Fatou ont soif.", "Fatou"),
    ("Ma voisine Aminata attend.", "Aminata"),
    ("Avec Jean-Pierre on a tout vu.", "Jean-Pierre"),
    ("El alcalde prometió con Jorge Valencia Ayala.", "Jorge Valencia Ayala"),
    ("Se llama Yolanda y espera.", "Yolanda"),
    ("Насос починил Иван Петров.", "Иван Петров"),
    ("Мы говорили с Ольгой о школе.", "Ольгой"),
    ("И. И. Иванов подписал.", "И. И. Иванов"),
    ("Мой брат Толик уехал.", "Толик"),
    ("قال محمد علي إن البئر جافة", "محمد علي"),
    ("رأيت فاطمة في السوق", "فاطمة"),
    ("لنا جار اسمه صابر", "صابر"),
    ("王小明说水不够", "王小明"),
    ("老李说得对", "老李"),
    ("他叫张伟。", "张伟"),
    ("La pompe d'Aminata est cassée.", "Aminata"),
    ("C’est l’idée qu’Aminata a eue.", "Aminata"),
    ("Elle s'appelle Cissé.", "Cissé"),
    ("Je suis Kadidia.", "Kadidia"),
    ("M Diallo a pris la terre.", "Diallo"),
    ("Soy Rosario Mamani.", "Rosario Mamani"),
    ("I am Chebet Koech.", "Chebet Koech"),
    ("Ask my neighbour OTIENO.", "OTIENO"),
    ("Pastor Wafula knows.", "Wafula"),
    ("Name: Chebet", "Chebet"),
    ("Я Айгуль Токтогулова", "Айгуль Токтогулова"),
    ("Я — Толик, я с юга.", "Толик"),
    ("Имя: Айгуль", "Айгуль"),
    ("Учитель Иванов ушёл.", "Иванов"),
    ("قال أبو خالد ذلك", "أبو خالد"),
    ("المعلم سمير غائب", "سمير"),
    ("جارتي هيفاء العبدالله هنا", "هيفاء العبدالله"),
    ("我是李明", "李明"),
    ("村长陈国强拿了钱", "陈国强"),
    ("王小明打了我", "王小明"),
    ("村长陈国强不好", "陈国强"),
    ("欧阳锋说没有水", "欧阳锋"),
]


@pytest.mark.parametrize(("text", "name"), BARE)
def test_a_name_that_nobody_calls_a_name_is_found(text: str, name: str) -> None:
    assert ("name", name) in [(found.kind, found.text) for found in find(text)]


@pytest.mark.parametrize(
    "text",
    [
        "We met in Nairobi with the United Nations Children Fund.",
        "I live near Kenyatta Hospital and go to Santa Cruz and New York City.",
        "The Green Climate Fund and the Paris Agreement matter every Monday in March.",
        "We Need Better Roads And Clean Water In Our Town",
        "La Banque Mondiale et le Fonds Vert, à Saint Louis",
        "La Organización Mundial de la Salud en Ciudad Juárez y Santa María",
        "В Организации Объединённых Наций и Всемирный банк, в Российской Федерации",
        "يجب علي أن أعمل كل عمر، والحاكم عادل في رمضان",
        "周围的人说，任何时候都可以，高兴来。",
        "我是高中生，我是黄种人。许多人说谢谢你帮我，孙子说黄色被打。村长说老师教得好。",
        "Je suis Français et l’Afrique de l’Ouest m’est chère ; d’Europe aussi.",
        "I am Kenyan. I am African American. MY NEIGHBOUR TOOK MY LAND, my friend has HIV.",
        "Soy de Bolivia. Я Россию люблю. Учитель и врач.",
        "جارتي تقول إن صديقي الذي في البيت يعمل، وجاري في المدينة، أبو ظبي بعيدة",
        "M is for Monday; name: water",
        "您不需要姓名或账号。",
    ],
)
def test_places_bodies_and_common_words_are_nobody(text: str) -> None:
    assert find(text) == []


@pytest.mark.parametrize(
    "conversation",
    ["scoop-hivemind.affordable-housing", "15-per-hour-seattle", "vtaiwan.uberx"],
)
def test_of_real_comments_few_are_pointed_at(conversation: str) -> None:
    with (polis.folder() / conversation / "comments.csv").open(encoding="utf-8") as stream:
        comments = [row["comment-body"] for row in csv.DictReader(stream)]
    pointed = [text for text in comments if any(item.kind == "name" for item in find(text))]
    assert len(pointed) <= len(comments) / 50 + 1, pointed


def test_what_is_masked_carries_a_mark_and_the_rest_stays() -> None:
    text = "My name is Ada, ring 0712 345 678. Adamant"
    pieces = (Piece(text="Ada"), Piece(kind="phone", text="0712 345 678"))
    words = Words({"mask:n1": Masks(masked=pieces)})
    assert masked(text, key="n1", words=words) == "My name is [name], ring [number]. Adamant"
    assert masked(text, key="n2", words=words) == text


def test_a_name_can_be_masked_wherever_it_stands() -> None:
    words = Words({"names": Names(text="Ada\nAda Lovelace\n李明")})
    assert (
        masked("Ada Lovelace, Ada and 李明", key="n7", words=words) == "[name], [name] and [name]"
    )


STUCK = [
    ("电话13812345678", "13812345678"),
    ("我的号是13812345678请打", "13812345678"),
    ("Tel:0712345678x", "0712345678"),
    ("رأيت وفاطمة هنا", "فاطمة"),
    ("لمحمد بئر", "محمد"),
    ("ذهبت بفاطمة", "فاطمة"),
    ("见https://example.org/x", "https://example.org/x"),
    ("الدكتور أحمـد", "أحمـد"),
]


@pytest.mark.parametrize(("text", "piece"), STUCK)
def test_a_piece_goes_although_letters_stand_beside_it(text: str, piece: str) -> None:
    kind = next((found.kind for found in find(text) if found.text == piece), "name")
    words = Words({"mask:n1": Masks(masked=(Piece(kind=kind, text=piece),))})
    assert piece not in masked(text, key="n1", words=words)


_PIECES = sorted({text for group in FOUND.values() for text, _, _ in group} | {t for t, _ in BARE})
_AROUND = st.text(
    st.sampled_from("zk éß ñ жь هي ل و ف 请我 あ ไ 0٣３ .,:;!?-_+()@/’'ـ\n\u00a0\u0301"), max_size=6
)


@settings(max_examples=300, deadline=None)
@given(before=_AROUND, text=st.sampled_from(_PIECES), after=_AROUND)
def test_whatever_is_found_is_gone_once_it_is_masked(before: str, text: str, after: str) -> None:
    said = clean(before + text + after)
    pieces = tuple(Piece(kind=found.kind, text=found.text) for found in find(said))
    words = Words({"mask:n1": Masks(masked=pieces)})
    once = masked(said, key="n1", words=words)
    assert masked(once, key="n1", words=words) == once
    left = once
    for mark in MARKS.values():
        left = left.replace(str(mark), "\0")
    assert [piece.text for piece in pieces if piece.text in left] == []


def test_a_piece_within_a_longer_word_or_number_stays() -> None:
    text = "Ada, Adamant, 0712345678 and 10712345678"
    pieces = (Piece(text="Ada"), Piece(kind="phone", text="0712345678"))
    left = masked(text, key="n1", words=Words({"mask:n1": Masks(masked=pieces)}))
    assert left == "[name], Adamant, [number] and 10712345678"


@pytest.mark.parametrize(
    "text",
    [
        "WANJIKU MWANGI",
        "wanjiku  mwangi",
        "Wanjiku\nMwangi",
        "Wanjiku\u00a0Mwangi",
        "李 明",
        "和李明说",
    ],
)
def test_a_name_masked_everywhere_goes_in_any_case_and_spacing(text: str) -> None:
    words = Words({"names": Names(text="Wanjiku Mwangi\n李明")})
    left = masked(f"{text}.", key="n7", words=words)
    assert left.replace("和", "").replace("说", "") == "[name]."


def test_pieces_that_overlap_leave_one_mark() -> None:
    text = "Mrs. Ada Lovelace King came"
    decided = Masks(masked=(Piece(text="Ada Lovelace King"),))
    words = Words({"mask:n1": decided, "names": Names(text="Lovelace King came")})
    assert masked(text, key="n1", words=words) == "Mrs. [name]"


def test_every_finding_waits_for_a_decision() -> None:
    text = "My name is Ada, ring 0712 345 678, @ada_l"
    decided = Masks(masked=(Piece(text="Ada"),), kept=(Piece(kind="link", text="@ada_l"),))
    found = findings(text, key="n1", words=Words({"mask:n1": decided}))
    assert [finding.decision for finding in found] == ["masked", "", "kept"]

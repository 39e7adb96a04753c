"""The language of every cue is known: from its tag, or from the text, which overrules a tag that is plainly wrong."""

from __future__ import annotations

from fractions import Fraction

import pytest

from mmsa_studio.core.film import Cue
from mmsa_studio.core.languages import UNKNOWN
from mmsa_studio.media.cue_languages import with_languages
from mmsa_studio.media.cues import place_words
from mmsa_studio.media.text_language import told

LINES = {
    "en": ["I hate you, get out of my house!", "This is the best day of my life.", "Somebody is behind the door."],
    "fr": ["Je te déteste, sors de chez moi !", "C'est le plus beau jour de ma vie.", "Il y a quelqu'un derrière."],
    "de": ["Ich hasse dich, raus aus meinem Haus!", "Das ist der schönste Tag.", "Da ist jemand hinter der Tür."],
    "es": ["¡Te odio, sal de mi casa!", "Este es el mejor día de mi vida.", "Hay alguien detrás de la puerta."],
    "it": ["Ti odio, esci da casa mia!", "È il giorno più bello della mia vita.", "C'è qualcuno dietro la porta."],
    "pt": ["Eu te odeio, saia da minha casa!", "É o melhor dia da minha vida.", "Não sei quem está atrás da porta."],
    "nl": ["Ik haat je, ga mijn huis uit!", "Dit is de mooiste dag van mijn leven.", "Er staat iemand achter de deur."],
    "sv": ["Jag hatar dig, ut ur mitt hus!", "Det här är den bästa dagen i mitt liv.", "Någon är bakom dörren."],
    "da": ["Jeg hader dig, ud af mit hus!", "Det er den bedste dag i mit liv.", "Hvad er der bag døren nu?"],
    "fi": ["Minä vihaan sinua, ulos talostani!", "Tämä on elämäni paras päivä.", "Joku on oven takana."],
    "pl": ["Nienawidzę cię, wynoś się z mojego domu!", "To jest najlepszy dzień.", "Ktoś jest za drzwiami."],
    "cs": ["Nenávidím tě, vypadni z mého domu!", "To je nejlepší den mého života.", "Někdo je za dveřmi, že?"],
    "hu": ["Utállak, menj ki a házamból!", "Ez életem legszebb napja.", "Valaki van az ajtó mögött, nem?"],
    "ro": ["Te urăsc, ieși din casa mea!", "Este cea mai frumoasă zi din viața mea.", "Este cineva după ușă."],
    "tr": ["Senden nefret ediyorum, evimden çık!", "Bu hayatımın en güzel günü.", "Kapının arkasında biri var."],
    "vi": ["Tôi ghét anh, ra khỏi nhà tôi!", "Đây là ngày đẹp nhất đời tôi.", "Có ai đó sau cánh cửa."],
    "id": ["Aku benci kamu, keluar dari rumahku!", "Ini hari terbaik dalam hidup saya.", "Ada orang di balik pintu."],
    "zh": ["我恨你，从我家滚出去！", "这是我一生中最美好的一天。", "门后面有人。"],
    "ja": ["大嫌い、家から出て行って！", "人生最高の日です。", "ドアの後ろに誰かいる。"],
    "ko": ["네가 미워, 내 집에서 나가!", "내 인생 최고의 날이야.", "문 뒤에 누가 있어."],
    "ar": ["أنا أكرهك، اخرج من بيتي!", "هذا أجمل يوم في حياتي.", "هناك شخص خلف الباب."],
    "fa": ["از تو متنفرم، از خانه‌ام برو بیرون!", "این بهترین روز زندگی من است.", "کسی پشت در است."],
    "he": ["אני שונא אותך, צא מהבית שלי!", "זה היום הכי יפה בחיי.", "מישהו מאחורי הדלת."],
    "el": ["Σε μισώ, φύγε από το σπίτι μου!", "Είναι η καλύτερη μέρα.", "Κάποιος είναι πίσω."],
    "ru": ["Я ненавижу тебя, вон из моего дома!", "Это лучший день.", "Кто-то стоит за дверью."],
    "uk": ["Я ненавиджу тебе, геть з мого дому!", "Це найкращий день.", "Хтось стоїть за дверима."],
    "th": ["ฉันเกลียดคุณ ออกไปจากบ้านฉัน", "นี่คือวันที่ดีที่สุด", "มีคนอยู่หลังประตู"],
    "hi": ["मैं तुमसे नफ़रत करता हूँ", "यह सबसे अच्छा दिन है", "दरवाज़े के पीछे कोई है"],
}


def cues(lines, tag="", readable=("en",)):
    plain = (place_words(Cue(Fraction(n), Fraction(n + 1), text)) for n, text in enumerate(lines))
    return with_languages([*plain], tag, readable)


def languages(lines, tag=""):
    return [cue.language for cue in cues(lines, tag)]


@pytest.mark.parametrize("language", LINES)
def test_three_lines_tell_their_language(language):
    assert languages(LINES[language]) == [language] * 3


@pytest.mark.parametrize("language", LINES)
def test_a_right_tag_is_never_contradicted(language):
    assert languages(LINES[language], language) == [language] * 3
    assert languages(LINES[language][:1], language) == [language]


@pytest.mark.parametrize("language", [name for name in LINES if name != "en"])
def test_a_wrong_tag_is_contradicted_by_clear_text(language):
    assert languages(LINES[language] * 2, "eng") == [language] * 6


def test_languages_that_look_alike_are_told_by_the_tag():
    assert languages(LINES["da"], "no") == ["no"] * 3
    assert languages(LINES["da"], "da") == ["da"] * 3


@pytest.mark.parametrize("text", ["OK", "", "...", "Tokyo!", "[music]", "♪"])
def test_too_little_text_is_in_the_language_of_its_list(text):
    assert languages([*LINES["fr"], text])[-1] == "fr"
    assert languages([text], "de") == ["de"]


def test_a_cue_in_another_script_or_a_long_one_is_an_exception():
    lines = [*LINES["en"] * 3, LINES["ru"][0], "Je suis si heureuse, c'est le plus beau jour de ma vie.", "Bonjour!"]
    assert languages(lines)[9:] == ["ru", "fr", "en"]


def test_a_row_of_each_script_is_read_in_the_readable_one_and_shown_in_both():
    lines = [f"{a}\n{b}" for a, b in zip(LINES["zh"], LINES["en"], strict=True)]
    both = cues(lines)
    assert [cue.language for cue in both] == ["en"] * 3
    assert [cue.text for cue in both] == lines
    assert [word.text for word in both[0].words] == LINES["en"][0].split()
    assert {cue.language for cue in cues(lines, readable=("zh",))} == {"zh"}


def test_a_row_of_each_language_in_one_script():
    lines = [f"{a}\n{b}" for a, b in zip(LINES["fr"], LINES["en"], strict=True)]
    both = cues(lines)
    assert [cue.language for cue in both] == ["en"] * 3
    assert [[word.text for word in cue.words] for cue in both] == [line.split() for line in LINES["en"]]


def test_a_sign_that_is_repeated_does_not_decide():
    assert languages(["ZENTRALBAHNHOF"] * 80 + LINES["en"])[-1] == "en"


def test_a_language_that_is_not_known_is_told_from_those_that_are():
    # Swahili
    text = "Ninakuchukia sana ondoka nyumbani kwangu. Hii siku bora kabisa maishani. Kuna mtu nyuma ya mlango huo."
    assert told([text] * 5).language == UNKNOWN
    assert languages([text] * 5, "sw") == ["sw"] * 5


ENGLISH = [
    "Hasta la vista, baby.", "C'est la vie, my friend.", "Mamma mia!", "Schadenfreude, they call it.", "Yes. No.",
    "Signor Rossi of the Banca di Roma will see you now.", "Le Chiffre and Madame de Winter dine at Chez Paul.",
    "Adios, amigo, and vaya con Dios to you all.", "Herr Doktor Freud says it is nothing.", "Ja, ja, I know, I know.",
]  # fmt: skip


@pytest.mark.parametrize("line", ENGLISH)
def test_loan_words_and_names_make_no_english_line_foreign(line):
    assert languages([*LINES["en"] * 4, line])[-1] == "en"


def test_no_line_of_an_english_corpus_is_lost(shared):
    lines = [row.split("\t")[0] for row in (shared / "text" / "goemotions_dev.tsv").read_text("utf-8").splitlines()]
    assert len(lines) > 5000
    foreign = [cue.text for cue in cues(lines) if cue.language != "en"]
    assert len(foreign) < len(lines) / 2000, foreign

"""Names of the demo people: given and family names of one script at a time, with a spelling for
the e-mail address. A family name comes first where that is the custom."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Script:
    given: tuple[tuple[str, str], ...]  # as written, as in an e-mail address
    family: tuple[tuple[str, str], ...]
    family_first: bool = False
    joint: str = " "


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    """Words of the form name=spelling; a name that is its own spelling stands alone."""
    pairs = (word.split("=") for word in text.split())
    return tuple((pair[0].replace("_", " "), pair[-1].lower()) for pair in pairs)


LATIN = Script(
    _pairs(
        "Ada Amara Ana Aoife Astrid Beatriz Ben Björn=bjorn Camille Carlos Chidi Chloé=chloe Clara"
        " Daniel Diego Élodie=elodie Emma Erik Eszter Fatou Femi Finn François=francois Frida"
        " Grace Gülşen=gulsen Hana Hugo Ines İpek=ipek Ivan Jakub João=joao Josefine Jürgen=jurgen"
        " Kai Kofi Lars Leila Liam Linh Lucía=lucia Łukasz=lukasz Maja Malik Marta Mateo Mia Milan"
        " Mónica=monica Nadia Ngozi Nils Noah Olivia Oskar Paloma Petra Quentin Rafael Renée=renee"
        " Rosa Ryan Sakari Sara Sebastián=sebastian Siobhán=siobhan Sofia Søren=soren Tariq Teresa"
        " Thảo=thao Tom Uma Valentina Viktor Wanjiru William Ximena Yara Yusuf Zoë=zoe Zuzanna"
    ),
    _pairs(
        "Abebe Adeyemi Andersson Baker Bauer Bianchi Čapek=capek Castillo Chowdhury Costa Dąbrowska"
        "=dabrowska D'Angelo=dangelo Diallo Dubois Evans Ferreira Fischer Flores García=garcia"
        " Gonçalves=goncalves Haddad Hansen Horváth=horvath Ibrahim Ito Jensen Johansson Kamau"
        " Kaya Keller Khan Kowalski Lefèvre=lefevre Lopez MacLeod Maier Mendes Moreau Müller=muller"
        " Nakamura Nguyễn=nguyen Novák=novak O'Brien=obrien Okafor Olsen Osei Öztürk=ozturk Patel"
        " Peña=pena Petrov Popescu Quinn Ramos Rossi Sánchez=sanchez Schmidt Silva Singh Smith"
        " Straßburger=strassburger Suzuki Tanaka Taylor Toth Tran Ünal=unal Vargas Virtanen Weber"
        " Wójcik=wojcik Yılmaz=yilmaz Zhang Zimmermann"
    ),
)
GREEK = Script(
    _pairs(
        "Αλέξανδρος=alexandros Ελένη=eleni Γιώργος=giorgos Κατερίνα=katerina"
        " Νίκος=nikos Σοφία=sofia"
    ),
    _pairs(
        "Παπαδόπουλος=papadopoulos Γεωργίου=georgiou Ιωάννου=ioannou Δημητρίου=dimitriou"
        " Βλάχος=vlachos"
    ),
)
CYRILLIC = Script(
    _pairs("Анна=anna Дмитрий=dmitry Ольга=olga Сергей=sergey Олена=olena Тарас=taras Мария=maria"),
    _pairs(
        "Иванова=ivanova Соколов=sokolov Шевченко=shevchenko Коваленко=kovalenko Попов=popov"
        " Њежић=njezic"
    ),
)
ARABIC = Script(
    _pairs("ليلى=layla محمد=mohammed فاطمة=fatima يوسف=yousef نور=nour سارة=sara علي=ali"),
    _pairs("حداد=haddad الخطيب=alkhatib منصور=mansour بن_عمر=benomar الشامي=alshami"),
)
HEBREW = Script(
    _pairs("נועה=noa דוד=david מיכל=michal יוסי=yossi"),
    _pairs("כהן=cohen לוי=levi מזרחי=mizrahi פרץ=peretz"),
)
HAN = Script(
    _pairs("伟=wei 芳=fang 小龙=xiaolong 丽=li 敏=min 思远=siyuan 雨桐=yutong"),
    _pairs("王=wang 李=li 陈=chen 杨=yang 黄=huang 欧阳=ouyang"),
    family_first=True,
    joint="",
)
JAPANESE = Script(
    _pairs("さくら=sakura 健太=kenta 美咲=misaki 大輔=daisuke ゆき=yuki ケン=ken"),
    _pairs("佐藤=sato 鈴木=suzuki 高橋=takahashi 田中=tanaka 山本=yamamoto"),
    family_first=True,
)
KOREAN = Script(
    _pairs("민준=minjun 서연=seoyeon 지훈=jihoon 하은=haeun 도윤=doyun"),
    _pairs("김=kim 이=lee 박=park 최=choi 정=jung"),
    family_first=True,
    joint="",
)
DEVANAGARI = Script(
    _pairs("आरव=aarav प्रिया=priya अनन्या=ananya राहुल=rahul मीरा=meera"),
    _pairs("शर्मा=sharma वर्मा=verma गुप्ता=gupta अय्यर=iyer पटेल=patel"),
)
# How often each script occurs, in hundredths.
SHARES = {
    LATIN: 62,
    CYRILLIC: 7,
    HAN: 7,
    ARABIC: 6,
    JAPANESE: 5,
    DEVANAGARI: 5,
    GREEK: 3,
    KOREAN: 3,
    HEBREW: 2,
}
BIOS = (
    "",
    "",
    "",
    "Climbs on weekends, writes tests on weekdays.",
    "Looks after the library and its opening hours.",
    "Volunteer since the first meeting. Ask me about the garden.",
    "Maps, bicycles and very long walks.",
    "Teaches mathematics. Learns the cello.",
    "New in town, curious about everything.",
    "Runs the repair café on the first Saturday of the month.",
    "Photographs birds; the birds do not mind.",
    "Backend by day, sourdough by night.",
    "Organises the choir. We need tenors.",
    "Interested in accessibility, typography and trains.",
    "Treasurer. Every number has a source.",
)
POSTS = (
    "The minutes of the last meeting are in the library.",
    "Does anybody have a spare ladder for Saturday?",
    "Thank you all for helping with the move.",
    "Found: one blue glove, left hand, near the entrance.",
    "The route for Sunday is 18 km with two steep parts.",
    "I wrote down how we count votes. Comments are welcome.",
    "The café opens at nine tomorrow.",
    "Photos of the summer party are up.",
    "Looking for somebody to practise Portuguese with.",
    "The heating works again.",
)
# Why somebody was suspended.
REASONS = (
    "Advertising in posts, after two warnings.",
    "Wrote to people who had asked not to be written to.",
    "Several accounts of one person.",
)

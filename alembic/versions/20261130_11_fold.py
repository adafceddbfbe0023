"""Names are folded more widely, and e-mail addresses are searched in the letters of their domain.

People go on while the search texts are written anew. Until the function `fold` is replaced, a name
that changes is stored in both forms, so that a search finds it by either; a trigger does the same
with what people write meanwhile. All of this may be interrupted and begun again.
"""

import sys
import time
from typing import Any
from uuid import UUID

from alembic import op
from psycopg.errors import DeadlockDetected, LockNotAvailable
from sqlalchemy import CursorResult, text
from sqlalchemy.exc import OperationalError

revision = "20261130_11"
down_revision = "20261130_10"

BATCH = 2_000  # people in one transaction: whoever edits one of them waits for it
REST = 0.5  # of the time of a batch, in which the disk is for others
SETTLED = 1  # second, after which no search is under way that has folded its words as before
PATIENCE = 120  # times that a lock is waited for, each so briefly that nobody behind it fails

# Letters that Unicode does not take apart into a letter and a mark: with a stroke, a bar, a hook, a
# tail or no dot, and joined ones. From CLDR's Latin-ASCII, completed by the names of Unicode 16.
# The browser has the same tables in assets/ui/folding.jsx.
COMMON = {
    "d": "ðđ",
    "h": "ħ",
    "i": "ı",
    "l": "ł",
    "n": "ŋ",
    "o": "ø",
    "q": "ĸ",
    "t": "ŧ",
    "ae": "æ",
    "oe": "œ",
    "th": "þ",
}
RARE = {
    "a": "ᴀᶏⱥ",
    "b": "ƀƃɓʙᴃᵬᶀꞗ",
    "c": "ƈȼɕᴄꞓꞔ𝼝",
    "d": "ƌȡɖɗᴅᴆᵭᶁᶑꝱꝺꟈ𝼥",
    "e": "ɇɛᴇᶒᶓⱸꬲꬳꬴ",
    "f": "ƒᵮᶂꜰꝼꞙꬵ",
    "g": "ǥɠɡɢʛᵹᶃꞡꬶ",
    "h": "ɦʜⱨꜧꞕɧ",
    "i": "ɨɪᵻᶖ𝼚",
    "j": "ȷɉɟʄʝᴊ",
    "k": "ƙᴋᶄⱪꝁꝃꝅꞣ",
    "l": "ƚȴɫɬɭʟᴌᶅⱡꝇꝉꝲꞎꬷꬸꬹ𝼄𝼑𝼓𝼦",
    "m": "ɱᴍᵯᶆꝳꬺ",
    "n": "ƞȵɲɳɴᵰᶇꝴꞑꞥꬻꬼ𝼔𝼧",
    "o": "ɔɵᴏᴐᶗⱺꝋꝍꬽꬾꬿ𝼛",
    "p": "ƥᴘᵱᵽᶈꝑꝓꝕ",
    "q": "ɋʠꝗꝙꞯ",
    "r": "ɍɼɽɾʀᵲᵳᶉꝵꝶꞃꞧꭆꭉꭋꭌ𝼖𝼨",
    "s": "ȿʂᵴᶊẜẝꜱꞅꞩꟊ𝼞𝼩ꟍ",
    "t": "ƫƭȶʈᴛᵵⱦꝷꞇ𝼉𝼪",
    "u": "ʉᴜᵾᶙꞹꭎꭏꭒ",
    "v": "ʋᴠᶌỽⱱⱴꝟ",
    "w": "ᴡⱳ",
    "x": "ᶍꭖꭗꭘꭙ",
    "y": "ƴɏʏỿꭚ",
    "z": "ƶȥɀʐʑᴢᵶᶎⱬꝣ",
    "aa": "ꜳ",
    "ae": "ᴁꞛ",
    "ao": "ꜵ",
    "au": "ꜷ",
    "av": "ꜹꜻ",
    "ay": "ꜽ",
    "db": "ȸ",
    "dz": "ʣʥꭦ",
    "hv": "ƕ",
    "ll": "ỻ",
    "ls": "ʪ",
    "lz": "ʫ",
    "oe": "ɶꞝꭢ",
    "oi": "ƣ",
    "oo": "ꝏ",
    "ou": "ȣᴕ",
    "qp": "ȹ",
    "tc": "ʨ",
    "th": "ᵺꝥꝧ",
    "ts": "ʦꭧ",
    "tz": "ꜩ",
    "ue": "ᵫꞟ",
    "ui": "ꭐ",
    "uo": "ꭣ",
    "vy": "ꝡ",
}
RANGES_OF_RARE = r"ƀ-ʯᴀ-ỿⱠ-ⱿꜢ-ꟿꬰ-ꭨ\U0001df00-\U0001dfff"
# What a keyboard or a word processor puts in the place of another sign.
SIGNS = {
    "'": "`ʹʻʼʽʾʿˈˊˋ˴՚׳ߴߵ‘’‚‛′‵❛❜❟ꞌ",
    '"': "ʺˮ˶״“”„‟❝❞❠⹂〝〞〟🙶🙷🙸",
    "-": "˗֊־᐀᠆‐‒–—―⁃−➖⸗⸚⸺⸻⹀⹝〜〰゠𐺭",
    "·": "•‧∙⋅⸱⸳・᛫ꞏ",
}
# Accents that stand alone, of which NFKD would make a space and a mark: those that are typed for an
# apostrophe, those for a quotation mark, and the others.
ALONE = {
    "'": "´΄᾽᾿\u1ffd῾",
    '"': "¨˝″‶",
    "": "¯¸˘˙˚˛˜ͺ΅῀῁῍῎῏῝῞῟῭\u1fee‗‾゛゜ﱞﱟﱠﱡﱢﱣ﹉﹊﹋﹌ﹰﹲﹴﹶﹸﹺﹼﹾ￣",
}
# One letter in several forms, and the digits of Arabic and Persian. A tatweel only widens a word.
ARABIC = {
    "ا": "ٱٲٳ",
    "ه": "ةھۀہۂۃە",
    "ی": "ىي",
    "ک": "كڪ",
    **{str(n): chr(0x660 + n) + chr(0x6F0 + n) for n in range(10)},
    "": "ـ",
}
# Accents of Latin, Greek and Cyrillic letters, hamza and madda upon Arabic ones, and what Unicode
# calls default-ignorable. The marks of other scripts carry meaning, and stay.
DROPPED = (
    r"\u0300-\u036f\u0653-\u0655\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2d\u00ad\u061c"
    r"\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    r"\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    r"\U000e0000-\U000e0fff"
)
# Han, kana and Hangul: names are written with or without a space.
UNSPACED = (
    r"\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
    r"\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\U00020000-\U0003ffff"
)


def _signs(table: dict[str, str]) -> str:
    return "".join(table.values())


def _replaced(table: dict[str, str]) -> str:
    """SQL in which each sign of `plain` is replaced; `translate` drops what is given nothing."""
    ones = {sign: to for to, signs in table.items() if len(to) == 1 for sign in signs}
    source, target = "".join(ones) + table.get("", ""), "".join(ones.values())
    sql = "translate(plain, '{}', '{}')".format(source, target.replace("'", "''"))
    for to, signs in table.items():
        for sign in signs if len(to) > 1 else "":
            sql = f"replace({sql}, '{sign}', '{to}')"
    return sql


# To look for a sign takes 0.1 µs, to replace them up to 20: so each table is looked for first.
FOLD = rf"""
create or replace function {{name}}(value text) returns text
language plpgsql immutable strict parallel safe as $$
declare
    plain text := value;
begin
    if octet_length(value) = length(value) then  -- ASCII
        return translate(lower(value collate "C"), '`', '''');
    end if;
    if plain ~ '[{_signs(ALONE)}]' then
        plain := {_replaced(ALONE)};
    end if;
    plain := normalize(casefold(plain collate "pg_unicode_fast"), NFKD);
    plain := casefold(regexp_replace(plain, '[{DROPPED}]', '', 'g') collate "pg_unicode_fast");
    if octet_length(plain) = length(plain) then
        return translate(plain, '`', '''');
    end if;
    if plain ~ '[{_signs(COMMON)}]' then
        plain := {_replaced(COMMON)};
    end if;
    if plain ~ '[{RANGES_OF_RARE}]' then
        plain := {_replaced(RARE)};
    end if;
    if plain ~ '[{_signs(SIGNS)}]' then
        plain := {_replaced(SIGNS)};
    end if;
    if plain ~ '[\u0600-\u06ff]' then
        plain := {_replaced(ARABIC)};
    end if;
    plain := normalize(plain, NFC);
    if plain ~ '[{UNSPACED}] +[{UNSPACED}]' then
        plain := regexp_replace(plain, '(?<=[{UNSPACED}]) +(?=[{UNSPACED}])', '', 'g');
    end if;
    return plain;
end
$$
"""
FOLD_BEFORE = r"""
create or replace function {name}(value text) returns text
language sql immutable strict parallel safe as $$
    select normalize(
        casefold(
            regexp_replace(
                normalize(casefold(value collate "pg_unicode_fast"), NFKD),
                '[\u0300-\u036f]', '', 'g'
            ) collate "pg_unicode_fast"
        ),
        NFC
    )
$$
"""
# A label of a domain in its own letters (RFC 3492), or null if it is none.
OWN_LETTERS = """
create or replace function own_letters(label text) returns text
language plpgsql immutable strict parallel safe as $$
declare
    code text := substr(label, 5);
    dash integer := length(code) - strpos(reverse(code), '-');
    letters text := case when strpos(code, '-') > 0 then left(code, dash) else '' end;
    rest text := case when strpos(code, '-') > 0 then substr(code, dash + 2) else code end;
    n integer := 128;
    i integer := 0;
    bias integer := 72;
    at integer := 1;
    before integer;
    weight integer;
    place integer;
    digit integer;
    threshold integer;
    delta integer;
    size integer;
begin
    while at <= length(rest) loop
        before := i;
        weight := 1;
        place := 36;
        loop
            digit := strpos('abcdefghijklmnopqrstuvwxyz0123456789', substr(rest, at, 1)) - 1;
            if digit < 0 or at > length(rest) then
                return null;
            end if;
            at := at + 1;
            i := i + digit * weight;
            threshold := least(greatest(place - bias, 1), 26);
            exit when digit < threshold;
            weight := weight * (36 - threshold);
            place := place + 36;
        end loop;
        size := length(letters) + 1;
        delta := (i - before) / case when before = 0 then 700 else 2 end;
        delta := delta + delta / size;
        bias := 0;
        while delta > 455 loop
            delta := delta / 35;
            bias := bias + 36;
        end loop;
        bias := bias + 36 * delta / (delta + 38);
        n := n + i / size;
        i := i % size;
        letters := overlay(letters placing chr(n) from i + 1 for 0);
        i := i + 1;
    end loop;
    return letters;
exception when data_exception or program_limit_exceeded then
    return null;
end
$$
"""
# As it is stored; where its domain has other letters, also as people write it, without accents.
FOLD_EMAIL = """
create or replace function fold_email(email text) returns text
language plpgsql immutable strict parallel safe as $$
declare
    stored text := lower(email collate "C");
    domain text;
begin
    if stored !~ '[@.]xn--' then
        return stored;
    end if;
    select string_agg(
        coalesce(case when label like 'xn--%' then public.own_letters(label) end, label),
        '.' order by number
    )
    into domain
    from string_to_table(split_part(stored, '@', 2), '.') with ordinality as labels(label, number);
    return stored || ' ' || public.fold(split_part(stored, '@', 1) || '@' || domain);
end
$$
"""
# What a row of `user_search` holds: until the function is replaced both forms, then the new one.
BOTH = """
concat_ws(' ', nullif(public.fold_before(users.name), public.fold_after(users.name)),
    public.fold_after(users.name))
"""
NEW = "public.fold(users.name)"
WRITE_ANEW = """
create or replace function write_anew() returns trigger language plpgsql as $$
begin
    select {name}, {email} into new.name, new.email from public.users where id = new.id;
    return new;
end
$$;
"""
TRIGGER = """
create or replace trigger write_anew before insert or update on user_search
for each row execute function write_anew()
"""
# Locked in the order of the ids, as commands do; what is written is the trigger's business.
WRITE = """
with differing as materialized (
    select user_search.id from user_search join users on users.id = user_search.id
    where user_search.id > :first and user_search.id <= :last
        and (user_search.name, user_search.email) is distinct from ({name}, {email})
    order by user_search.id for update of user_search
)
update user_search set name = user_search.name
from differing where user_search.id = differing.id
"""
LAST_OF_BATCH = """
select id from (select id from user_search where id > :first order by id limit :batch) as batch
order by id desc limit 1
"""


def upgrade() -> None:
    op.execute(OWN_LETTERS)
    op.execute(FOLD_EMAIL)
    _change(FOLD_BEFORE, FOLD, "public.fold_email(users.email)")


def downgrade() -> None:
    _change(FOLD, FOLD_BEFORE, "public.fold(users.email)")
    op.execute("drop function fold_email(text)")
    op.execute("drop function own_letters(text)")


def _change(before: str, after: str, email: str) -> None:
    """Replace `fold`; each step is a transaction of its own."""
    new = after.format(name="fold") + ";" + WRITE_ANEW.format(name=NEW, email=email)
    with op.get_context().autocommit_block():
        _do("set lock_timeout = '1s'")
        _do(before.format(name="fold_before"))
        _do(after.format(name="fold_after"))
        _do(WRITE_ANEW.format(name=BOTH, email=email))
        _do(TRIGGER)
        written = _write_all("Both forms", WRITE.format(name=BOTH, email=email))
        _do(new)  # both at once: what is written from now on needs one form only
        if written:
            time.sleep(SETTLED)
        written += _write_all("The new form", WRITE.format(name=NEW, email=email))
        _do("drop trigger write_anew on user_search")
        for function in ("write_anew()", "fold_before(text)", "fold_after(text)"):
            _do(f"drop function {function}")
        if written:
            _do("vacuum (analyze) user_search")
        _do("set lock_timeout = '4s'")  # as for every migration


def _write_all(what: str, write: str) -> int:
    """How many rows differed."""
    first, done, written = UUID(int=0), 0, 0
    people = _do("select count(*) from user_search").scalar_one()
    while last := _do(LAST_OF_BATCH, first=first, batch=BATCH).scalar():
        began = time.monotonic()
        written += _do(write, first=first, last=last).rowcount
        first, done = last, done + BATCH
        if people > BATCH:
            _tell(f"{what} of names: {min(done, people):,} of {people:,} people")
        time.sleep(REST * (time.monotonic() - began))
    if people > BATCH:
        _tell("\n")
    return written


def _do(statement: str, **values: object) -> CursorResult[Any]:
    """Carry it out, and again where somebody else had a lock for too long."""
    for _ in range(PATIENCE):
        try:
            return op.get_bind().execute(text(statement), values)
        except OperationalError as error:
            if not isinstance(error.orig, LockNotAvailable | DeadlockDetected):
                raise
    raise TimeoutError("Somebody else has a lock on user_search. Begin the migration again.")


def _tell(line: str) -> None:
    """On one line, again and again."""
    sys.stderr.write(line if line == "\n" else f"\r{line:<60}")
    sys.stderr.flush()

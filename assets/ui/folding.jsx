// How texts are compared: as by the function `fold` of the database, which has the same tables.
// A test holds both against what Unicode says of every character.

// Letters that Unicode does not take apart into a letter and a mark.
const LETTERS = {
  a: "ᴀᶏⱥ", b: "ƀƃɓʙᴃᵬᶀꞗ", c: "ƈȼɕᴄꞓꞔ𝼝", d: "ðđƌȡɖɗᴅᴆᵭᶁᶑꝱꝺꟈ𝼥", e: "ɇɛᴇᶒᶓⱸꬲꬳꬴ", f: "ƒᵮᶂꜰꝼꞙꬵ",
  g: "ǥɠɡɢʛᵹᶃꞡꬶ", h: "ħɦʜⱨꜧꞕɧ", i: "ıɨɪᵻᶖ𝼚", j: "ȷɉɟʄʝᴊ", k: "ƙᴋᶄⱪꝁꝃꝅꞣ",
  l: "łƚȴɫɬɭʟᴌᶅⱡꝇꝉꝲꞎꬷꬸꬹ𝼄𝼑𝼓𝼦", m: "ɱᴍᵯᶆꝳꬺ", n: "ŋƞȵɲɳɴᵰᶇꝴꞑꞥꬻꬼ𝼔𝼧", o: "øɔɵᴏᴐᶗⱺꝋꝍꬽꬾꬿ𝼛",
  p: "ƥᴘᵱᵽᶈꝑꝓꝕ", q: "ĸɋʠꝗꝙꞯ", r: "ɍɼɽɾʀᵲᵳᶉꝵꝶꞃꞧꭆꭉꭋꭌ𝼖𝼨", s: "ȿʂᵴᶊẜẝꜱꞅꞩꟊ𝼞𝼩ꟍ", t: "ŧƫƭȶʈᴛᵵⱦꝷꞇ𝼉𝼪",
  u: "ʉᴜᵾᶙꞹꭎꭏꭒ", v: "ʋᴠᶌỽⱱⱴꝟ", w: "ᴡⱳ", x: "ᶍꭖꭗꭘꭙ", y: "ƴɏʏỿꭚ", z: "ƶȥɀʐʑᴢᵶᶎⱬꝣ", aa: "ꜳ",
  ae: "æᴁꞛ", ao: "ꜵ", au: "ꜷ", av: "ꜹꜻ", ay: "ꜽ", db: "ȸ", dz: "ʣʥꭦ", hv: "ƕ", ll: "ỻ", ls: "ʪ",
  lz: "ʫ", oe: "œɶꞝꭢ", oi: "ƣ", oo: "ꝏ", ou: "ȣᴕ", qp: "ȹ", tc: "ʨ", th: "þᵺꝥꝧ", ts: "ʦꭧ",
  tz: "ꜩ", ue: "ᵫꞟ", ui: "ꭐ", uo: "ꭣ", vy: "ꝡ",
};
// What a keyboard or a word processor puts in the place of another sign.
const SIGNS = {
  "'": "`ʹʻʼʽʾʿˈˊˋ˴՚׳ߴߵ‘’‚‛′‵❛❜❟ꞌ",
  '"': "ʺˮ˶״“”„‟❝❞❠⹂〝〞〟🙶🙷🙸",
  "-": "˗֊־᐀᠆‐‒–—―⁃−➖⸗⸚⸺⸻⹀⹝〜〰゠𐺭",
  "·": "•‧∙⋅⸱⸳・᛫ꞏ",
};
// Accents that stand alone.
const ALONE = {
  "'": "´΄᾽᾿\u1ffd῾",
  '"': "¨˝″‶",
  "": "¯¸˘˙˚˛˜ͺ΅῀῁῍῎῏῝῞῟῭\u1fee‗‾゛゜ﱞﱟﱠﱡﱢﱣ﹉﹊﹋﹌ﹰﹲﹴﹶﹸﹺﹼﹾ￣",
};
const ARABIC = { ا: "ٱٲٳ", ه: "ةھۀہۂۃە", ی: "ىي", ک: "كڪ", "": "ـ" };
const DIGITS = { 0: "٠۰", 1: "١۱", 2: "٢۲", 3: "٣۳", 4: "٤۴", 5: "٥۵", 6: "٦۶", 7: "٧۷", 8: "٨۸", 9: "٩۹" };

const ACCENTS = /[\u0300-\u036f\u0653-\u0655\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2d]/gu;
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;
// Scripts in which a name is written with or without a space.
const UNSPACED =
  /^[\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\u{20000}-\u{3ffff}]+$/u;

const bySign = (...tables) =>
  new Map(
    tables.flatMap((table) =>
      Object.entries(table).flatMap(([to, signs]) => Array.from(signs, (sign) => [sign, to])),
    ),
  );
const replaced = (text, table) => Array.from(text, (sign) => table.get(sign) ?? sign).join("");

const OF_ALONE = bySign(ALONE);
const OF_OTHERS = bySign(LETTERS, SIGNS, ARABIC, DIGITS);

// Full case folding, which scripts lack: ß and ẞ are ss, and a final sigma is a sigma.
const caseless = (text) => text.toLowerCase().toUpperCase().toLowerCase().replaceAll("ς", "σ");

const segmenter = typeof Intl !== "undefined" && Intl.Segmenter ? new Intl.Segmenter() : null;

export const graphemes = (text) =>
  segmenter ? Array.from(segmenter.segment(text), (part) => part.segment) : Array.from(text);

// A grapheme without what does not count. Graphemes are folded one by one, so that a place in the
// folded text is a place in the text.
function folded(sign) {
  const apart = caseless(replaced(sign, OF_ALONE)).normalize("NFKD");
  const plain = caseless(apart.replace(ACCENTS, "").replace(INVISIBLE, ""));
  return replaced(plain, OF_OTHERS).normalize("NFC");
}

// Each grapheme's fold; a space between two signs of the scripts without spaces is none.
function parts(signs) {
  const each = signs.map(folded);
  return each.map((part, at) =>
    part.trim() === "" && UNSPACED.test(each[at - 1]) && UNSPACED.test(each[at + 1]) ? "" : part,
  );
}

export const fold = (text) => parts(graphemes(text)).join("");

// What stands around a word that was pasted: quotation marks, brackets, commas.
const AROUND = /^[\p{Ps}\p{Pe}\p{Pi}\p{Pf}",;<>،؛、]+|[\p{Ps}\p{Pe}\p{Pi}\p{Pf}",;<>،؛、]+$/gu;

const QUOTED = /(?<!\S)['‘‚]((?!\s).{2,}?)['’‘](?=[\s,;>)]|$)/gu;

const LONGEST = 300;

// What is looked for, as in `queries/terms.py`.
function needles(wanted) {
  const typed = (wanted ?? "").slice(0, LONGEST).replace(QUOTED, "$1").split(/\s+/u);
  const words = typed.flatMap((word) => fold(word).split(" "));
  return words.map((word) => word.replace(AROUND, "").replace(/^mailto:/u, "")).filter(Boolean);
}

// The parts of `text`, each with whether a searched word stands there.
export function split(text, wanted) {
  const signs = graphemes(text ?? "");
  const each = parts(signs);
  const origin = each.flatMap((part, at) => Array.from({ length: part.length }, () => at));
  const whole = each.join("");
  const hit = new Array(signs.length).fill(false);
  for (const needle of needles(wanted)) {
    for (let at = whole.indexOf(needle); at >= 0; at = whole.indexOf(needle, at + needle.length)) {
      hit.fill(true, origin[at], origin[at + needle.length - 1] + 1);
    }
  }
  const found = [];
  signs.forEach((sign, at) => {
    const marked = hit[at] || (each[at] === "" && (found.at(-1)?.marked ?? false));
    if (found.length && found.at(-1).marked === marked) found.at(-1).text += sign;
    else found.push({ text: sign, marked });
  });
  return found;
}

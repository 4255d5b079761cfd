//! Letters of old Vietnamese encodings, and how Vietnamese words are spelled and written in capitals.
//!
//! The syllables are those of the orthography of Vietnamese (quốc ngữ), with the spellings that place names keep.

use encoding_rs::WINDOWS_1252;
use unicode_normalization::UnicodeNormalization as _;

/// The 67 lower-case letters that Vietnamese adds to ASCII.
pub(super) const LETTERS: &str = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ";

/// TCVN 5712:1993 VN3 from byte 0xA1 on: what the `.VnTime` fonts draw. `\0` where the byte has no meaning.
/// The standard has more capitals in its VN1 set only, at the bytes which are empty here.
const VN3: [char; 94] = [
    'Ă', 'Â', 'Ê', 'Ô', 'Ơ', 'Ư', 'Đ', 'ă', 'â', 'ê', 'ô', 'ơ', 'ư', 'đ', '\0', // 0xA1
    '\0', '\0', '\0', '\0', '\0', 'à', 'ả', 'ã', 'á', 'ạ', '\0', 'ằ', 'ẳ', 'ẵ', 'ắ', '\0', // 0xB0
    '\0', '\0', '\0', '\0', '\0', '\0', 'ặ', 'ầ', 'ẩ', 'ẫ', 'ấ', 'ậ', 'è', '\0', 'ẻ', 'ẽ', // 0xC0
    'é', 'ẹ', 'ề', 'ể', 'ễ', 'ế', 'ệ', 'ì', 'ỉ', '\0', '\0', '\0', 'ĩ', 'í', 'ị', 'ò', // 0xD0
    '\0', 'ỏ', 'õ', 'ó', 'ọ', 'ồ', 'ổ', 'ỗ', 'ố', 'ộ', 'ờ', 'ở', 'ỡ', 'ớ', 'ợ', 'ù', // 0xE0
    '\0', 'ủ', 'ũ', 'ú', 'ụ', 'ừ', 'ử', 'ữ', 'ứ', 'ự', 'ỳ', 'ỷ', 'ỹ', 'ý', 'ỵ', // 0xF0
];

/// A character of TCVN3. Its fonts keep the punctuation of Windows-1252 at 0x80..=0xA0.
pub(super) fn tcvn3(byte: u8) -> Option<char> {
    match byte {
        0..0x80 => Some(char::from(byte)),
        0x80..=0xA0 => symbol(byte),
        _ => VN3
            .get(usize::from(byte - 0xA1))
            .copied()
            .filter(|&letter| letter != '\0'),
    }
}

/// A character of VNI-Windows that stands alone; a mark is none.
pub(super) fn vni_letter(byte: u8) -> Option<char> {
    let letter = match byte | 0x20 {
        _ if byte < 0x80 => return Some(char::from(byte)),
        _ if byte < 0xC0 || byte | 0x20 == 0xF7 => return symbol(byte),
        0xE6 => 'ỉ',
        0xEC => 'ì',
        0xED => 'í',
        0xEE => 'ỵ',
        0xF1 => 'đ',
        0xF2 => 'ị',
        0xF3 => 'ĩ',
        0xF4 => 'ơ',
        0xF6 => 'ư',
        _ => return None,
    };
    if byte & 0x20 == 0 {
        letter.to_uppercase().next()
    } else {
        Some(letter)
    }
}

/// The combining marks which a byte of VNI-Windows puts on the letter before it; capitals have their own bytes,
/// 0x20 lower, with the same marks.
pub(super) fn vni_marks(byte: u8) -> Option<&'static str> {
    let marks = match byte | 0x20 {
        _ if byte < 0xC0 => return None,
        0xE0 => "\u{302}\u{300}",
        0xE1 => "\u{302}\u{301}",
        0xE2 => "\u{302}",
        0xE3 => "\u{302}\u{303}",
        0xE4 => "\u{302}\u{323}",
        0xE5 => "\u{302}\u{309}",
        0xE8 => "\u{306}\u{300}",
        0xE9 => "\u{306}\u{301}",
        0xEA => "\u{306}",
        0xEB => "\u{306}\u{323}",
        0xEF => "\u{323}",
        0xF5 => "\u{303}",
        0xF8 => "\u{300}",
        0xF9 => "\u{301}",
        0xFA => "\u{306}\u{309}",
        0xFB => "\u{309}",
        0xFC => "\u{306}\u{303}",
        _ => return None,
    };
    Some(marks)
}

/// A letter with marks as one letter of Vietnamese, if it is one.
pub(super) fn marked(letter: char, marks: &str) -> Option<char> {
    let mut composed = std::iter::once(letter).chain(marks.chars()).nfc();
    let one = composed.next().filter(|_| composed.next().is_none())?;
    let is_vietnamese = one.to_lowercase().all(|lower| LETTERS.contains(lower));
    is_vietnamese.then_some(one)
}

/// A character of Windows-1252 that is no letter.
fn symbol(byte: u8) -> Option<char> {
    let bytes = [byte];
    let text = WINDOWS_1252.decode_without_bom_handling(&bytes).0;
    text.chars()
        .next()
        .filter(|c| !c.is_control() && !c.is_alphabetic())
}

/// Consonants that open a syllable, but for `qu`.
const ONSETS: &[&str] = &[
    "", "b", "c", "ch", "d", "đ", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh", "p",
    "ph", "r", "s", "t", "th", "tr", "v", "x",
];

/// What follows the onset, without tone.
const RIMES: &[&str] = &[
    "a", "ac", "ach", "ai", "am", "an", "ang", "anh", "ao", "ap", "at", "au", "ay", "ăc", "ăm", "ăn", "ăng",
    "ăp", "ăt", "âc", "âm", "ân", "âng", "âp", "ât", "âu", "ây", "e", "ec", "em", "en", "eng", "eo", "ep",
    "et", "ê", "êch", "êm", "ên", "ênh", "êp", "êt", "êu", "i", "ia", "ich", "iêc", "iêm", "iên", "iêng",
    "iêp", "iêt", "iêu", "im", "in", "inh", "ip", "it", "iu", "o", "oa", "oac", "oach", "oai", "oam", "oan",
    "oang", "oanh", "oao", "oap", "oat", "oay", "oăc", "oăm", "oăn", "oăng", "oăt", "oc", "oe", "oen", "oeo",
    "oet", "oi", "om", "on", "ong", "ooc", "oong", "op", "ot", "ô", "ôc", "ôi", "ôm", "ôn", "ông", "ôp",
    "ôt", "ơ", "ơi", "ơm", "ơn", "ơp", "ơt", "u", "ua", "uân", "uâng", "uât", "uây", "uc", "uê", "uêch",
    "uên", "uênh", "ui", "um", "un", "ung", "uơ", "uôc", "uôi", "uôm", "uôn", "uông", "uôt", "up", "ut",
    "uy", "uya", "uych", "uyên", "uyêt", "uyn", "uynh", "uyp", "uyt", "uyu", "ư", "ưa", "ưc", "ưi", "ưng",
    "ưt", "ưu", "ươc", "ươi", "ươm", "ươn", "ương", "ươp", "ươt", "ươu", "y", "yêm", "yên", "yêng", "yêt",
    "yêu",
];

/// What may follow `qu` beyond the rimes in `o` and `u`: Quới, quít.
const AFTER_QU: &[&str] = &["au", "ên", "ich", "in", "inh", "it", "ơi"];

const fn is_tone(c: char) -> bool {
    matches!(c, '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}')
}

/// Whether a word is spelled as one syllable of Vietnamese: small, with a capital first, or all capital; an onset,
/// a rime that may follow it, one tone at most, and before a closing stop the tones sắc and nặng only.
pub(super) fn is_syllable(word: &str) -> bool {
    let capitals = word.chars().filter(|c| c.is_uppercase()).count();
    let first_is_capital = word.starts_with(char::is_uppercase);
    if !(capitals == 0 || capitals == 1 && first_is_capital || capitals == word.chars().count()) {
        return false;
    }
    let lower = word.to_lowercase();
    let mut tones = lower.nfd().filter(|&c| is_tone(c));
    let (tone, second) = (tones.next(), tones.next());
    let letters: String = lower.nfd().filter(|&c| !is_tone(c)).nfc().collect();
    let stopped = letters.ends_with(['c', 'p', 't']) || letters.ends_with("ch");
    let tone_fits = !stopped || matches!(tone, Some('\u{301}' | '\u{323}'));
    second.is_none() && tone_fits && is_spelled(&letters)
}

/// Whether letters without tones are an onset and a rime.
fn is_spelled(letters: &str) -> bool {
    if let Some(rest) = letters.strip_prefix("qu") {
        let medial = |rime: &&str| rime.strip_prefix(['o', 'u']) == Some(rest);
        return !rest.is_empty() && (AFTER_QU.contains(&rest) || RIMES.iter().any(medial));
    }
    ONSETS.iter().any(|onset| {
        let rime = letters.strip_prefix(onset).filter(|rime| RIMES.contains(rime));
        rime.is_some_and(|rime| may_follow(onset, rime))
    })
}

/// `k`, `gh` and `ngh` stand before e, ê, i and y; `c`, `g` and `ng` before the other vowels; yê opens a syllable.
fn may_follow(onset: &str, rime: &str) -> bool {
    let front = rime.starts_with(['e', 'ê', 'i', 'y']);
    match onset {
        "k" | "gh" | "ngh" => front,
        "c" | "ng" => !front,
        "g" => !front || rime.starts_with('i'),
        "gi" => !rime.starts_with(['i', 'y']),
        "" => true,
        _ => !rime.starts_with("yê"),
    }
}

/// How a word of TCVN3 is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum WordCase {
    /// All capital, but for what only a font of capitals can tell.
    Capital,
    /// With a small ASCII letter, thus as it stands.
    Small,
    /// Accented letters only, or a capital and then accented letters: `Lý` and `LÝ` have the same bytes.
    Open,
}

impl WordCase {
    fn of(word: &str) -> Self {
        let capitals = word.chars().filter(|c| c.is_uppercase()).count();
        if word.contains(|c: char| c.is_ascii_lowercase()) {
            Self::Small
        } else if capitals > 1 || capitals == 1 && !word.starts_with(char::is_uppercase) {
            Self::Capital
        } else {
            Self::Open
        }
    }
}

/// The fonts of capitals (`.VnTimeH`) draw the bytes of small letters as capitals, and TCVN3 has bytes of capitals for
/// Ă Â Ê Ô Ơ Ư Đ only. So the accented letters of a word become capital where its other letters are, as in `CÇN`.
/// An open word follows the nearest words before and after it that are not open, where those agree.
pub(super) fn font_capitals(text: &str) -> String {
    let pieces = pieces(text);
    let cases: Vec<WordCase> = pieces.iter().map(|piece| WordCase::of(piece)).collect();
    // An abbreviation such as UBND stands in small text too: only a syllable tells how its neighbours are written.
    let tells = |at: usize| match cases[at] {
        WordCase::Small => Some(false),
        WordCase::Capital if is_syllable(&pieces[at].to_uppercase()) => Some(true),
        WordCase::Capital | WordCase::Open => None,
    };
    let mut upper = String::with_capacity(text.len());
    for (at, piece) in pieces.iter().enumerate() {
        let is_capital = cases[at] == WordCase::Capital
            || cases[at] == WordCase::Open && {
                let before = (0..at).rev().find_map(tells);
                let after = (at + 1..pieces.len()).find_map(tells);
                before.or(after) == Some(true) && after.or(before) == Some(true)
            };
        if is_capital {
            upper.push_str(&piece.to_uppercase());
        } else {
            upper.push_str(piece);
        }
    }
    upper
}

/// Words, and what stands between them, in order.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_word = first.is_alphabetic();
        let end = rest
            .find(|c: char| c.is_alphabetic() != is_word)
            .unwrap_or(rest.len());
        let (piece, tail) = rest.split_at(end);
        pieces.push(piece);
        rest = tail;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_of_names_are_valid() {
        let names = "Trường Tiểu học Cần Thạnh Ấp Hòa hoà xã An LÝ NHƠN Đường Rừng Sác Nguyễn Văn Mạnh Quới quốc Quảng \
            giếng gì giữa nghỉ ghế kỳ Huỳnh khuya khuỷu Yên thuở Hươu ngoằn quét Quỳnh Quý uyên xoong Bình Khánh Long \
            Tam Thôn Hiệp Ủy ban Ích Bửu Phước quyển Giồng Dầu Đỗ Xuân Hợp Thủ Đức Mỹ Ý Ở Ô";
        for word in names.split_whitespace() {
            assert!(is_syllable(word), "{word}");
        }
    }

    #[test]
    fn other_words_are_not() {
        let others =
            "TrÇn Vónh TRöôøng UBND THCS Lôc Cãc hoàc cần2 tRần Kà gê nge iê quuc áá ấn̉ strong w Đăk sỹmy";
        for word in others.split_whitespace() {
            assert!(!is_syllable(word), "{word}");
        }
        assert!(!is_syllable(""));
    }
}

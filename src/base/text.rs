//! Names as text: one composed form for what is stored, one bare form for what is compared.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// A name in Unicode normalisation form C, with runs of white space made one space and invisible marks dropped.
pub fn clean_name(raw: &str) -> String {
    // Codes and numbers, of which tables have millions, are clean already.
    if raw.bytes().all(|byte| byte.is_ascii_graphic()) {
        return raw.to_owned();
    }
    let visible: String = raw.nfc().filter(|c| !is_invisible(*c)).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A bare form for accent-free comparison: lower case, no diacritics, `đ` as `d`, single spaces.
pub fn fold(text: &str) -> String {
    let bare: String = text
        .nfd()
        .filter(|c| !is_combining_mark(*c) && !is_invisible(*c))
        .flat_map(char::to_lowercase)
        .map(|c| if c == 'đ' { 'd' } else { c })
        .collect();
    bare.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The name of a column for comparison: no accents, lower case, one `_` between words.
pub fn column_key(name: &str) -> String {
    let folded = fold(name);
    let words = folded
        .split(|c: char| !(c.is_alphanumeric() || c == '@'))
        .filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("_")
}

/// Marks that change direction or width but are never part of a name.
const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decomposed_names_become_composed() {
        assert_eq!(
            clean_name("Ca\u{302}\u{300}n  Gio\u{31B}\u{300}\u{200E}"),
            "Cần Giờ"
        );
    }

    #[test]
    fn folding_drops_vietnamese_marks() {
        assert_eq!(fold("Đường Lý Nhơn"), "duong ly nhon");
        assert_eq!(fold("ĐẶC KHU Ẵ Ỗ"), "dac khu a o");
    }
}

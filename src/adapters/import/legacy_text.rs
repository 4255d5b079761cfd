//! Vietnamese text of files older than Unicode, as Unicode NFC.
//!
//! Shapefile, `MapInfo` and CSV tables of before 2005 hold TCVN3 or VNI-Windows, which are encodings of fonts: the file
//! calls itself Windows-1252 or nothing at all, and only the font on the screen made the bytes Vietnamese. A declared
//! Windows-1252 is thus no proof; [`likely`] looks at the text itself.

use std::collections::BTreeSet;

use encoding_rs::{Encoding, WINDOWS_1252, WINDOWS_1258};
use unicode_normalization::UnicodeNormalization as _;

use super::legacy_tables::{font_capitals, is_syllable, marked, tcvn3, vni_letter, vni_marks};

/// An encoding of text in old files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextEncoding {
    /// Unicode, composed or not.
    Utf8,
    /// Microsoft code page 1258: letters with their shape, then a combining tone.
    Windows1258,
    /// Microsoft code page 1252, and ISO-8859-1 as its part.
    Windows1252,
    /// TCVN 5712:1993 VN3, "ABC", of the fonts `.VnTime` and, for capitals, `.VnTimeH`.
    Tcvn3,
    /// VNI for Windows, of the fonts VNI-Times: a base letter, then a byte for all its marks.
    VniWindows,
}

impl TextEncoding {
    /// From the words of a `.cpg` file, of a `MapInfo` `!charset` line or of an option. None where unknown.
    /// `LDID/87`, as the tools of ESRI and GDAL write it, is a dBase language driver.
    pub(super) fn of_label(label: &str) -> Option<Self> {
        let lower = label.to_lowercase();
        if let Some(driver) = lower.trim().strip_prefix("ldid/") {
            return driver.parse().ok().and_then(Self::of_dbf_language_driver);
        }
        let word: String = lower.chars().filter(char::is_ascii_alphanumeric).collect();
        let page = ["windows", "ansi", "cp"]
            .iter()
            .find_map(|prefix| word.strip_prefix(prefix));
        match page.unwrap_or(&word) {
            "utf8" | "65001" | "unicode11utf8" => Some(Self::Utf8),
            "1258" | "vietnamese" => Some(Self::Windows1258),
            "1252" | "latin1" | "iso88591" | "88591" | "28591" => Some(Self::Windows1252),
            "tcvn3" | "tcvn3abc" | "abc" | "tcvn" | "tcvn5712" | "tcvn57121993" | "vn3" => Some(Self::Tcvn3),
            "vni" | "vniwindows" | "vniwin" => Some(Self::VniWindows),
            _ => None,
        }
    }

    /// From byte 29 of a dBase file; no driver stands for a Vietnamese encoding. 0x57 is "ANSI of the machine".
    pub(super) const fn of_dbf_language_driver(id: u8) -> Option<Self> {
        match id {
            0x03 | 0x57 | 0x58 | 0x59 => Some(Self::Windows1252),
            _ => None,
        }
    }

    /// Bytes to Unicode, NFC. Err with the position of the first byte that has no meaning.
    pub(super) fn decode(self, bytes: &[u8]) -> Result<String, usize> {
        match self {
            Self::Utf8 => {
                let text = std::str::from_utf8(bytes).map_err(|error| error.valid_up_to())?;
                Ok(text.nfc().collect())
            }
            Self::Windows1258 => code_page(WINDOWS_1258, bytes),
            Self::Windows1252 => code_page(WINDOWS_1252, bytes),
            Self::Tcvn3 => {
                let letters = bytes.iter().enumerate().map(|(at, &byte)| tcvn3(byte).ok_or(at));
                Ok(font_capitals(&letters.collect::<Result<String, usize>>()?))
            }
            Self::VniWindows => vni_windows(bytes),
        }
    }

    /// The name of the encoding, which [`Self::of_label`] knows.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Windows1258 => "windows-1258",
            Self::Windows1252 => "windows-1252",
            Self::Tcvn3 => "TCVN3",
            Self::VniWindows => "VNI-Windows",
        }
    }
}

/// Text that was read as Latin-1 or Windows-1252 though its bytes are of another encoding, mended: `TrÇn Phó` is
/// `Trần Phú` of TCVN3. None where the text has characters beyond Windows-1252, so that it is not such text, or where
/// a byte has no meaning. Sound text of Latin letters (`Bà`) cannot be told from broken text one by one: whoever calls
/// decides for a whole column, by [`likely`] over its [`single_bytes`].
pub(super) fn mend(text: &str, encoding: TextEncoding) -> Option<String> {
    encoding.decode(&single_bytes(text)?).ok()
}

/// The bytes that read as this text in Windows-1252 or Latin-1.
pub(super) fn single_bytes(text: &str) -> Option<Vec<u8>> {
    let byte = |c: char| {
        if let Ok(byte) = u8::try_from(c) {
            return Some(byte);
        }
        (0x80..0xA0).find(|&byte| WINDOWS_1252.decode_without_bom_handling(&[byte]).0.starts_with(c))
    };
    text.chars().map(byte).collect()
}

/// Which encoding a column of texts most likely is, UTF-8 included. Each distinct word with bytes beyond ASCII counts
/// once, for the encodings in which it is a syllable of Vietnamese. The best must read five words and seven of ten, and
/// a quarter of all words more than the second; UTF-8 needs one word. Else None, so that nothing is guessed silently;
/// a column of ASCII has nothing to decide.
pub(super) fn likely(texts: &[&[u8]]) -> Option<TextEncoding> {
    let words: BTreeSet<&[u8]> = texts
        .iter()
        .flat_map(|text| text.split(|byte| byte.is_ascii() && !byte.is_ascii_alphabetic()))
        .filter(|word| !word.is_ascii())
        .collect();
    let reads = |encoding: TextEncoding| {
        words
            .iter()
            .filter(|word| encoding.decode(word).is_ok_and(|text| is_syllable(&text)))
            .count()
    };
    // The bytes of no syllable in a single-byte encoding are sound UTF-8 and a syllable there too: one word decides.
    let utf8 = reads(TextEncoding::Utf8);
    if utf8 > 0 && utf8 * 10 >= words.len() * 7 {
        return Some(TextEncoding::Utf8);
    }
    let mut counts = [
        TextEncoding::Windows1258,
        TextEncoding::Tcvn3,
        TextEncoding::VniWindows,
    ]
    .map(|encoding| (reads(encoding), encoding));
    counts.sort_by_key(|&(count, _)| std::cmp::Reverse(count));
    let [(best, encoding), (second, _), _] = counts;
    let enough = best >= 5 && best * 10 >= words.len() * 7;
    let clear = best - second >= 3 && (best - second) * 4 >= words.len();
    (enough && clear).then_some(encoding)
}

/// Text of a code page of Microsoft; bytes it leaves open have no meaning.
fn code_page(encoding: &'static Encoding, bytes: &[u8]) -> Result<String, usize> {
    let text = encoding.decode_without_bom_handling(bytes).0;
    let open = |c: char| matches!(c, '\u{80}'..='\u{9F}' | char::REPLACEMENT_CHARACTER);
    text.chars()
        .position(open)
        .map_or_else(|| Ok(text.nfc().collect()), Err)
}

/// Text of VNI-Windows: a byte of marks belongs to the letter before it.
fn vni_windows(bytes: &[u8]) -> Result<String, usize> {
    let mut text = String::with_capacity(bytes.len() * 2);
    let mut last_is_bare = false;
    for (at, &byte) in bytes.iter().enumerate() {
        if let Some(marks) = vni_marks(byte) {
            let letter = text.pop().filter(|_| last_is_bare);
            text.push(letter.and_then(|letter| marked(letter, marks)).ok_or(at)?);
            last_is_bare = false;
        } else {
            text.push(vni_letter(byte).ok_or(at)?);
            last_is_bare = true;
        }
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;
    use std::process::{Command, Stdio};

    use super::super::legacy_tables::LETTERS;
    use super::*;

    /// All 134 accented letters, each as VNI-Windows shows in Windows-1252.
    const VNI: &str = "\
        aø aù aû aõ aï aê aè aé aú aü aë aâ aà aá aå aã aä ñ eø eù eû eõ eï eâ eà eá eå eã eä ì í æ ó ò \
        oø où oû oõ oï oâ oà oá oå oã oä ô ôø ôù ôû ôõ ôï uø uù uû uõ uï ö öø öù öû öõ öï yø yù yû yõ î \
        AØ AÙ AÛ AÕ AÏ AÊ AÈ AÉ AÚ AÜ AË AÂ AÀ AÁ AÅ AÃ AÄ Ñ EØ EÙ EÛ EÕ EÏ EÂ EÀ EÁ EÅ EÃ EÄ Ì Í Æ Ó Ò \
        OØ OÙ OÛ OÕ OÏ OÂ OÀ OÁ OÅ OÃ OÄ Ô ÔØ ÔÙ ÔÛ ÔÕ ÔÏ UØ UÙ UÛ UÕ UÏ Ö ÖØ ÖÙ ÖÛ ÖÕ ÖÏ YØ YÙ YÛ YÕ Î";

    fn all_letters() -> Vec<char> {
        LETTERS.chars().chain(LETTERS.to_uppercase().chars()).collect()
    }

    /// What the iconv of this machine makes of bytes, where there is one.
    fn iconv(from: &str, to: &str, bytes: &[u8]) -> Option<Vec<u8>> {
        let mut command = Command::new("iconv");
        command
            .args(["-f", from, "-t", to])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut child = command.spawn().ok()?;
        child.stdin.take()?.write_all(bytes).ok()?;
        child
            .wait_with_output()
            .ok()
            .filter(|output| output.status.success())
            .map(|output| output.stdout)
    }

    fn tcvn3_bytes(text: &str) -> Vec<u8> {
        let byte = |c: char| (0..=0xFF).find(|&byte| tcvn3(byte) == Some(c));
        text.chars()
            .map(|c| byte(c).or_else(|| byte(c.to_lowercase().next()?)).unwrap())
            .collect()
    }

    fn windows_1258_bytes(text: &str) -> Vec<u8> {
        let mut bytes = Vec::new();
        for c in text.chars() {
            let tone = |c: &char| matches!(c, '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}');
            let split = c
                .nfd()
                .filter(|c| !tone(c))
                .nfc()
                .chain(c.nfd().filter(tone))
                .collect::<String>();
            bytes.extend_from_slice(&WINDOWS_1258.encode(&split).0);
        }
        bytes
    }

    #[test]
    fn labels_and_drivers_are_known() {
        let known = [
            (TextEncoding::Utf8, "UTF-8 utf8 65001 CP65001"),
            (
                TextEncoding::Windows1258,
                "1258 CP1258 ANSI_1258 windows-1258 WindowsVietnamese",
            ),
            (
                TextEncoding::Windows1252,
                "1252 ISO-8859-1 88591 cp1252 WindowsLatin1 LDID/87",
            ),
            (TextEncoding::Tcvn3, "TCVN3 ABC TCVN-5712"),
            (TextEncoding::VniWindows, "VNI vni-windows"),
        ];
        for (encoding, labels) in known {
            for label in labels.split(' ') {
                assert_eq!(TextEncoding::of_label(label), Some(encoding), "{label}");
            }
            assert_eq!(TextEncoding::of_label(encoding.as_str()), Some(encoding));
        }
        assert_eq!(
            TextEncoding::of_label(" ANSI 1258\r\n"),
            Some(TextEncoding::Windows1258)
        );
        for unknown in ["", "neutral", "Big5", "LDID/77", "LDID/x"] {
            assert_eq!(TextEncoding::of_label(unknown), None, "{unknown}");
        }
        assert_eq!(
            TextEncoding::of_dbf_language_driver(0x57),
            Some(TextEncoding::Windows1252)
        );
        assert_eq!(TextEncoding::of_dbf_language_driver(0), None);
    }

    #[test]
    fn tcvn3_agrees_with_iconv() {
        for byte in 0xA1..=0xFF_u8 {
            let Some(letter) = tcvn3(byte) else { continue };
            // The blank ends the letter: iconv waits for a combining tone.
            let Some(other) = iconv("TCVN5712-1", "UTF-8", &[byte, b' ']) else {
                return;
            };
            assert_eq!(
                format!("{letter} "),
                String::from_utf8(other).unwrap().nfc().collect::<String>()
            );
        }
        let has_byte = |c: char| (0xA1..=0xFF).any(|byte| tcvn3(byte) == Some(c));
        assert!(LETTERS.chars().chain("ĂÂÊÔƠƯĐ".chars()).all(has_byte));
        assert_eq!((0xA1..=0xFF).filter_map(tcvn3).count(), 67 + 7);
    }

    #[test]
    fn every_letter_makes_the_round_trip() {
        let vni: Vec<&str> = VNI.split_whitespace().collect();
        assert_eq!((all_letters().len(), vni.len()), (134, 134));
        for (&letter, vni) in all_letters().iter().zip(vni) {
            // Between capitals a capital of TCVN3 shows.
            let word = if letter.is_uppercase() {
                format!("N{letter}N")
            } else {
                format!("n{letter}n")
            };
            assert_eq!(
                TextEncoding::Tcvn3.decode(&tcvn3_bytes(&word)).as_ref(),
                Ok(&word)
            );
            assert_eq!(mend(vni, TextEncoding::VniWindows), Some(letter.to_string()));
            let bytes = windows_1258_bytes(&word);
            assert_eq!(TextEncoding::Windows1258.decode(&bytes).as_ref(), Ok(&word));
            assert_eq!(
                TextEncoding::Utf8.decode(word.nfd().collect::<String>().as_bytes()),
                Ok(word)
            );
        }
    }

    #[test]
    fn windows_1258_agrees_with_iconv() {
        let all = all_letters().into_iter().collect::<String>();
        let bytes = windows_1258_bytes(&all);
        let Some(other) = iconv("WINDOWS-1258", "UTF-8", &bytes) else {
            return;
        };
        assert_eq!(String::from_utf8(other).unwrap().nfc().collect::<String>(), all);
        let theirs = iconv("UTF-8", "WINDOWS-1258", all.as_bytes()).unwrap();
        assert_eq!(TextEncoding::Windows1258.decode(&theirs), Ok(all));
    }

    #[test]
    fn sentences_survive_each_encoding() {
        let sentences = [
            "Trường Tiểu học Cần Thạnh",
            "TRƯỜNG TIỂU HỌC LÝ NHƠN",
            "Đường Rừng Sác, số 12°",
            "Nguyễn Văn Mạnh",
            "Hà Huy Tập (UBND xã Lý Nhơn)",
            "XÃ AN THỚI ĐÔNG Ở CẦN GIỜ",
        ];
        for sentence in sentences {
            let plain = sentence.replace('°', "");
            assert_eq!(TextEncoding::Tcvn3.decode(&tcvn3_bytes(&plain)), Ok(plain));
            let bytes = windows_1258_bytes(sentence);
            assert_eq!(TextEncoding::Windows1258.decode(&bytes).as_deref(), Ok(sentence));
        }
        // TCVN3 has no capital Ấ: the file holds a small one.
        let ward = tcvn3_bytes("Ấp Thạnh Hòa, xã Thạnh An");
        assert_eq!(
            TextEncoding::Tcvn3.decode(&ward).as_deref(),
            Ok("ấp Thạnh Hòa, xã Thạnh An")
        );
        let vni = [
            ("Tröôøng Tieåu hoïc Caàn Thaïnh", "Trường Tiểu học Cần Thạnh"),
            ("AÁp Thaïnh Hoøa, xaõ Thaïnh An", "Ấp Thạnh Hòa, xã Thạnh An"),
            ("TRÖÔØNG TIEÅU HOÏC LYÙ NHÔN", "TRƯỜNG TIỂU HỌC LÝ NHƠN"),
            ("Ñöôøng Röøng Saùc, soá 12°", "Đường Rừng Sác, số 12°"),
            ("Nguyeãn Vaên Maïnh", "Nguyễn Văn Mạnh"),
        ];
        for (shown, meant) in vni {
            assert_eq!(mend(shown, TextEncoding::VniWindows).as_deref(), Some(meant));
        }
    }

    #[test]
    fn shown_text_is_mended() {
        let tcvn3 = [
            ("TrÇn Phó", "Trần Phú"),
            ("TR¦êNG TIÓU HäC", "TRƯỜNG TIỂU HỌC"),
            ("X· CÇN GIê", "XÃ CẦN GIỜ"),
            ("Lý Nh¬n", "Lý Nhơn"),
            ("Hµ T«", "Hà Tô"),
            ("THCS Vâ", "THCS Võ"),
            ("§\u{AD}êng", "Đường"),
        ];
        for (shown, meant) in tcvn3 {
            assert_eq!(mend(shown, TextEncoding::Tcvn3).as_deref(), Some(meant));
        }
        assert_eq!(
            mend("TrÆ°á»\u{9D}ng", TextEncoding::Utf8).as_deref(),
            Some("Trường")
        );
        assert_eq!(mend("Ä‘ưá»", TextEncoding::Utf8), None);
        assert_eq!(mend("Cần", TextEncoding::Tcvn3), None);
    }

    #[test]
    fn the_first_byte_without_meaning_is_told() {
        assert_eq!(TextEncoding::Utf8.decode(b"ab\xC3"), Err(2));
        assert_eq!(TextEncoding::Windows1258.decode(b"a\x8A\x8A"), Err(1));
        assert_eq!(TextEncoding::Windows1252.decode(b"\x81"), Err(0));
        assert_eq!(TextEncoding::Tcvn3.decode(b"xyz\xFF"), Err(3));
        assert_eq!(TextEncoding::VniWindows.decode(b"n\xF9"), Err(1));
        assert_eq!(TextEncoding::VniWindows.decode(b"\xF9"), Err(0));
        assert_eq!(TextEncoding::VniWindows.decode(b"a\xE1\xF9"), Err(2));
    }

    #[test]
    fn a_column_tells_its_encoding() {
        let column = [
            "Trường Tiểu học Cần Thạnh",
            "xã Thạnh An",
            "Đường Rừng Sác",
            "TRƯỜNG TIỂU HỌC LÝ NHƠN",
        ];
        let likely_of = |texts: &[Vec<u8>]| likely(&texts.iter().map(Vec::as_slice).collect::<Vec<_>>());
        let utf8 = column.map(|text| text.as_bytes().to_vec());
        assert_eq!(likely_of(&utf8), Some(TextEncoding::Utf8));
        assert_eq!(
            likely_of(&column.map(windows_1258_bytes)),
            Some(TextEncoding::Windows1258)
        );
        assert_eq!(likely_of(&column.map(tcvn3_bytes)), Some(TextEncoding::Tcvn3));
        let vni = [
            "Tröôøng Tieåu hoïc Caàn Thaïnh",
            "xaõ Thaïnh An",
            "Ñöôøng Röøng Saùc",
        ];
        assert_eq!(
            likely_of(&vni.map(|text| single_bytes(text).unwrap())),
            Some(TextEncoding::VniWindows)
        );
        for undecided in ["", "Can Thanh", "TrÇn Phó", "Café Noël São Münster à côté", "Hà"] {
            assert_eq!(
                likely_of(&[single_bytes(undecided).unwrap()]),
                None,
                "{undecided}"
            );
        }
        let shown_in_utf8 = "TrÇn Phó, TiÓu häc CÇn Th¹nh".as_bytes().to_vec();
        assert_eq!(likely_of(&[shown_in_utf8]), None);
    }
}

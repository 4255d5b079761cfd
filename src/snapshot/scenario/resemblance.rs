//! What a misspelt code or name may have meant.

use crate::base::text::fold;

/// How many are suggested.
const SUGGESTIONS: usize = 3;

/// Up to three of the known words that resemble an unknown one, the likest first.
///
/// Without regard to case and accents: those that contain the word or stand in it, and those that are at most a third
/// of its letters away.
pub(super) fn near_matches<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Vec<&'k str> {
    let asked: Vec<char> = fold(word).chars().collect();
    let text: String = asked.iter().collect();
    let mut near: Vec<(usize, &str)> = known
        .into_iter()
        .filter_map(|known| {
            let bare = fold(known);
            let letters: Vec<char> = bare.chars().collect();
            let limit = (asked.len() / 3).max(1);
            let too_far = letters.len().abs_diff(asked.len()) > limit;
            let distance = if too_far {
                usize::MAX
            } else {
                edits(&asked, &letters)
            };
            let is_part =
                asked.len() >= 3 && letters.len() >= 3 && (bare.contains(&text) || text.contains(&bare));
            match (distance <= limit, is_part) {
                (true, _) => Some((distance, known)),
                (false, true) => Some((limit + letters.len().abs_diff(asked.len()), known)),
                (false, false) => None,
            }
        })
        .collect();
    near.sort_unstable();
    near.dedup();
    near.into_iter()
        .take(SUGGESTIONS)
        .map(|(_, known)| known)
        .collect()
}

/// A sentence that offers the near matches, or none.
pub(super) fn did_you_mean(near: &[&str]) -> String {
    if near.is_empty() {
        return String::new();
    }
    let quoted: Vec<String> = near.iter().map(|word| format!("`{word}`")).collect();
    format!(" Did you mean {}?", quoted.join(" or "))
}

/// How many letters must be put in, taken out or exchanged (Wagner and Fischer, The string-to-string correction
/// problem, Journal of the ACM 21, 1974).
fn edits(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(row[j + 1] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misspelt_accentless_and_shortened_words_find_what_they_mean() {
        let known = ["Phà Bình Khánh", "Tàu Cần Thạnh – Thạnh An", "CG-TH-LY-NHON-C1"];
        let near = |word| near_matches(word, known);
        assert_eq!(near("pha binh khanh"), ["Phà Bình Khánh"]);
        assert_eq!(near("Phà Bình Khán"), ["Phà Bình Khánh"]);
        assert_eq!(near("Thạnh An"), ["Tàu Cần Thạnh – Thạnh An"]);
        assert_eq!(near("CG-TH-LI-NHON-C1"), ["CG-TH-LY-NHON-C1"]);
        assert_eq!(near("Hà Nội"), [""; 0]);
        assert_eq!(near(""), [""; 0]);
    }

    #[test]
    fn edits_are_counted() {
        let count = |a: &str, b: &str| edits(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>());
        assert_eq!(count("kitten", "sitting"), 3);
        assert_eq!(count("", "abc"), 3);
        assert_eq!(count("abc", "abc"), 0);
    }
}

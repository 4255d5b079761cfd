//! What `tidy` looks for in plain text: words, numbers that could belong to a person, links of Markdown.

/// Lines, from 1, that hold one of the words.
pub fn lines_with<'a>(content: &'a str, words: &'a [&'a str]) -> impl Iterator<Item = (usize, &'a str)> {
    content.lines().enumerate().filter_map(|(row, line)| {
        let word = words.iter().find(|word| line.contains(**word))?;
        Some((row + 1, *word))
    })
}

/// Lines, from 1, with a number in the form of a Vietnamese national identifier or phone.
/// Digits of a decimal fraction and of a longer word, such as a hash, are no such number.
pub fn personal_numbers(content: &str) -> Vec<(usize, &'static str)> {
    let mut out = Vec::new();
    for (row, line) in content.lines().enumerate() {
        let kinds = digit_groups(line).into_iter().filter_map(|group| kind_of(&group));
        out.extend(kinds.map(|kind| (row + 1, kind)));
    }
    out
}

fn kind_of(group: &str) -> Option<&'static str> {
    let digits: String = group.chars().filter(char::is_ascii_digit).collect();
    let is_whole = digits.len() == group.len();
    let local = match (digits.strip_prefix("84"), digits.strip_prefix('0')) {
        (Some(rest), _) if group.starts_with('+') => rest,
        (_, Some(rest)) => rest,
        _ => "",
    };
    if is_whole && digits.len() == 12 {
        Some("a national identifier")
    } else if local.len() == 9 && local.starts_with(['3', '5', '7', '8', '9']) {
        Some("a phone number")
    } else {
        None
    }
}

/// Runs of digits that stand alone, joined over single spaces, dots or dashes where they are written in groups of
/// at least two, as phone numbers are.
fn digit_groups(line: &str) -> Vec<String> {
    let chars: Vec<char> = line.chars().collect();
    let mut out = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        if !chars[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let start = at;
        let mut end = digits_end(&chars, at);
        out.extend(alone(&chars, start, end));
        while end + 1 < chars.len()
            && matches!(chars[end], ' ' | '.' | '-')
            && chars[end + 1].is_ascii_digit()
        {
            end = digits_end(&chars, end + 1);
        }
        let joined: String = chars[start..end].iter().collect();
        let parts: Vec<&str> = joined.split([' ', '.', '-']).collect();
        let is_phone_like = (3..=4).contains(&parts.len()) && parts.iter().all(|part| part.len() <= 4);
        if is_phone_like && edges_are_free(&chars, start, end) {
            out.push(format!("{}{joined}", plus_before(&chars, start)));
        }
        at = end;
    }
    out
}

fn digits_end(chars: &[char], from: usize) -> usize {
    (from..chars.len())
        .find(|at| !chars[*at].is_ascii_digit())
        .unwrap_or(chars.len())
}

fn plus_before(chars: &[char], start: usize) -> &'static str {
    if start > 0 && chars[start - 1] == '+' {
        "+"
    } else {
        ""
    }
}

fn edges_are_free(chars: &[char], start: usize, end: usize) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    let before = start.checked_sub(1).map(|at| chars[at]);
    let after = chars.get(end).copied().filter(|c| *c != '.');
    !before.is_some_and(is_word) && !after.is_some_and(is_word)
}

fn alone(chars: &[char], start: usize, end: usize) -> Option<String> {
    let goes_on = chars.get(end) == Some(&'.') && chars.get(end + 1).is_some_and(char::is_ascii_digit);
    let digits: String = chars[start..end].iter().collect();
    (edges_are_free(chars, start, end) && !goes_on).then(|| format!("{}{digits}", plus_before(chars, start)))
}

/// Lines, from 1, and targets of the links and pictures that lead to a file of the repository.
pub fn relative_links(markdown: &str) -> Vec<(usize, String)> {
    let mut out = Vec::new();
    let mut in_code = false;
    for (row, line) in markdown.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        }
        if in_code {
            continue;
        }
        for part in line.split("](").skip(1) {
            let target = part.split([')', '#', ' ']).next().unwrap_or_default();
            let is_file = !target.is_empty() && !target.contains("://") && !target.starts_with("mailto:");
            if is_file {
                out.push((row + 1, target.to_owned()));
            }
        }
    }
    out
}

#[test]
fn numbers_of_persons_are_seen() {
    // Put together here, so that this file holds none.
    for (parts, kind) in [
        (["0792", "1600", "1234"].concat(), "a national identifier"),
        (["090", "3123", "456"].concat(), "a phone number"),
        (["0903", " 123", " 456"].concat(), "a phone number"),
        (["+84", "903123456"].concat(), "a phone number"),
        (["098", ".765", ".43", ".21"].concat(), "a phone number"),
    ] {
        assert_eq!(
            personal_numbers(&format!("a: {parts}, b")),
            [(1, kind)],
            "{parts}"
        );
    }
}

#[test]
fn coordinates_hashes_and_counts_are_no_persons() {
    for right in [
        "106.787930404098,10.806245571854",
        "sha 9f079216001234ab",
        "id 27664 seats 1070",
        "way_079216001234",
        "2026-09-01T10:00:00",
        "10 000 000 m",
        "n4567890123",
    ] {
        assert_eq!(personal_numbers(right), [], "{right}");
    }
}

#[test]
fn links_are_found_and_other_hosts_are_not() {
    let found =
        relative_links("[a](docs/a.md#b) ![c](d.png) [e](https://f.g) [h](#i)\n```\n[j](k.md)\n```\n");
    assert_eq!(found, [(1, "docs/a.md".to_owned()), (1, "d.png".to_owned())]);
}

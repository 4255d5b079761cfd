//! Cells of a round's tables as numbers and words, each fault told with its row, its column and a remedy.

use crate::adapters::import::table::{Row, Table};
use crate::base::diagnostic::Diagnostics;

/// A whole number of a cell; none where the cell is empty or has been told.
pub(super) fn whole(
    table: &Table,
    row: &Row,
    column: Option<usize>,
    diagnostics: &mut Diagnostics,
) -> Option<u32> {
    let text = row.text(column)?;
    let number = text.parse().ok();
    if number.is_none() {
        let sentence = format!("`{text}` is not a whole number; write one, or leave the cell empty.");
        tell(table, row, column?, "round/number", sentence, diagnostics);
    }
    number
}

/// A number of a cell in thousandths.
pub(super) fn thousandths(
    table: &Table,
    row: &Row,
    column: Option<usize>,
    diagnostics: &mut Diagnostics,
) -> Option<u32> {
    let text = row.text(column)?;
    let number = decimal(text, 3).and_then(|number| u32::try_from(number).ok());
    if number.is_none() {
        let sentence = format!("`{text}` is not a number; write one such as 1 or 1.5.");
        tell(table, row, column?, "round/number", sentence, diagnostics);
    }
    number
}

/// A finding about a cell.
pub(super) fn tell(
    table: &Table,
    row: &Row,
    column: usize,
    code: &'static str,
    sentence: String,
    diagnostics: &mut Diagnostics,
) {
    let finding = table.finding(row.number, code, sentence);
    diagnostics.push(finding.in_column(table.heading(column)));
}

/// A number that is not negative, times ten to the power of `digits`, rounded half up; read digit by digit, so that
/// `12.345` is never a hair less than itself.
pub(super) fn decimal(text: &str, digits: u32) -> Option<u64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !are_digits(whole) || !are_digits(part) || (whole.is_empty() && part.is_empty()) {
        return None;
    }
    let mut number: u64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let mut rest = part.bytes();
    for _ in 0..digits {
        let digit = rest.next().map_or(0, |byte| u64::from(byte - b'0'));
        number = number.checked_mul(10)?.checked_add(digit)?;
    }
    number.checked_add(u64::from(rest.next().is_some_and(|byte| byte >= b'5')))
}

#[cfg(test)]
mod tests {
    use super::decimal;

    #[test]
    fn decimals_round_half_up_without_floats() {
        for (text, digits, expected) in [
            ("12.5", 0, Some(13)),
            ("12.49999", 0, Some(12)),
            ("0.5", 0, Some(1)),
            ("7", 0, Some(7)),
            (".5", 3, Some(500)),
            ("1.2345", 3, Some(1235)),
            ("", 0, None),
            (".", 0, None),
            ("-1", 0, None),
            ("1,5", 0, None),
            ("1e3", 0, None),
        ] {
            assert_eq!(decimal(text, digits), expected, "{text}");
        }
    }
}

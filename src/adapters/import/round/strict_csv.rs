//! Tables in the one form of frozen files: commas, line feeds, quotes only where a cell needs them. Anything else is a
//! fault, since two texts with the same cells must be the same bytes.

use std::borrow::Cow;

use crate::base::diagnostic::{Diagnostic, Diagnostics, Severity};

/// Records of a text, one after another.
pub(super) struct StrictTable<'t> {
    file: &'static str,
    rest: &'t str,
    /// Number of the record that was read last, the header being 1.
    row: u64,
    columns: usize,
    cells: Vec<Cow<'t, str>>,
}

impl<'t> StrictTable<'t> {
    /// Begins after the header, which must be this one.
    pub(super) fn open(
        file: &'static str,
        text: &'t str,
        header: &[&str],
        found: &mut Diagnostics,
    ) -> Option<Self> {
        let mut table = Self {
            file,
            rest: text,
            row: 0,
            columns: header.len(),
            cells: Vec::new(),
        };
        if !table.next(found) {
            if text.is_empty() {
                table.tell(found, "audit/header", None, "The file is empty.".to_owned());
            }
            return None;
        }
        if table.cells != header {
            let sentence = format!(
                "The header is `{}` and must be `{}`.",
                table.cells.join(","),
                header.join(",")
            );
            table.tell(found, "audit/header", None, sentence);
            return None;
        }
        Some(table)
    }

    /// Reads the next record; false at the end, and after a fault, which is told.
    pub(super) fn next(&mut self, found: &mut Diagnostics) -> bool {
        if self.rest.is_empty() {
            return false;
        }
        self.row += 1;
        let fault = match record(self.rest, &mut self.cells) {
            Ok(rest) => {
                self.rest = rest;
                if self.cells.len() == self.columns {
                    return true;
                }
                format!(
                    "The row has {} cells and the header {}.",
                    self.cells.len(),
                    self.columns
                )
            }
            Err(sentence) => sentence.to_owned(),
        };
        self.tell(found, "audit/not_canonical", None, fault);
        self.rest = "";
        false
    }

    /// A cell of the record.
    pub(super) fn cell(&self, column: usize) -> &str {
        &self.cells[column]
    }

    /// The same; none where it is empty.
    pub(super) fn given(&self, column: usize) -> Option<&str> {
        Some(self.cell(column)).filter(|cell| !cell.is_empty())
    }

    /// A whole number of the record; none where the cell is empty, or is no number, which is told.
    pub(super) fn whole<T: std::str::FromStr>(&self, column: usize, found: &mut Diagnostics) -> Option<T> {
        let cell = self.given(column)?;
        let is_plain =
            cell.bytes().all(|byte| byte.is_ascii_digit()) && (cell == "0" || !cell.starts_with('0'));
        let number = cell.parse().ok().filter(|_| is_plain);
        if number.is_none() {
            let sentence = format!("`{cell}` is not a whole number in plain digits.");
            self.tell(found, "audit/cell", Some(column), sentence);
        }
        number
    }

    /// The same of a cell that must not be empty.
    pub(super) fn needed<T: std::str::FromStr>(&self, column: usize, found: &mut Diagnostics) -> Option<T> {
        if self.given(column).is_none() {
            self.tell(found, "audit/cell", Some(column), "The cell is empty.".to_owned());
        }
        self.whole(column, found)
    }

    /// A fault of the record.
    pub(super) fn tell(
        &self,
        found: &mut Diagnostics,
        code: &'static str,
        column: Option<usize>,
        sentence: String,
    ) {
        let fault = Diagnostic::new(Severity::Error, code, sentence)
            .in_file(self.file)
            .at_row(self.row.max(1));
        found.push(match column {
            Some(column) => fault.in_column(&format!("{}", column + 1)),
            None => fault,
        });
    }
}

/// Takes one record off the front.
fn record<'t>(text: &'t str, cells: &mut Vec<Cow<'t, str>>) -> Result<&'t str, &'static str> {
    const NO_END: &str = "The last line does not end with a line feed.";
    cells.clear();
    let (line, rest) = text.split_once('\n').ok_or(NO_END)?;
    if !line.contains(['"', '\r']) {
        cells.extend(line.split(',').map(Cow::Borrowed));
        return Ok(rest);
    }
    let mut rest = text;
    loop {
        let cell;
        (cell, rest) = match rest.strip_prefix('"') {
            Some(quoted) => quoted_cell(quoted)?,
            None => bare_cell(rest)?,
        };
        cells.push(cell);
        match rest.as_bytes().first() {
            Some(b',') => rest = &rest[1..],
            Some(b'\n') => return Ok(&rest[1..]),
            Some(_) => return Err("Something stands after a quoted cell."),
            None => return Err(NO_END),
        }
    }
}

fn bare_cell(text: &str) -> Result<(Cow<'_, str>, &str), &'static str> {
    let end = text.find([',', '\n']).unwrap_or(text.len());
    let (cell, rest) = text.split_at(end);
    if cell.contains(['"', '\r']) {
        return Err("A cell with a quote or a carriage return is not quoted.");
    }
    Ok((Cow::Borrowed(cell), rest))
}

fn quoted_cell(text: &str) -> Result<(Cow<'_, str>, &str), &'static str> {
    let mut cell = String::new();
    let mut rest = text;
    loop {
        let (part, after) = rest.split_once('"').ok_or("A quoted cell has no end.")?;
        cell.push_str(part);
        rest = after;
        match rest.strip_prefix('"') {
            Some(after) => {
                cell.push('"');
                rest = after;
            }
            None => break,
        }
    }
    if !cell.contains(['"', ',', '\n', '\r']) {
        return Err("A cell is quoted without need.");
    }
    Ok((Cow::Owned(cell), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Result<(Vec<String>, String), &'static str> {
        let mut cells = Vec::new();
        let rest = record(text, &mut cells)?;
        Ok((cells.into_iter().map(Cow::into_owned).collect(), rest.to_owned()))
    }

    #[test]
    fn records_in_the_one_form_are_read() {
        for (text, expected, rest) in [
            ("a,b\nc\n", &["a", "b"][..], "c\n"),
            (",\n", &["", ""], ""),
            ("a,\"b,\"\"c\"\"\",d\n", &["a", "b,\"c\"", "d"], ""),
            ("\"a\nb\",c\nd\n", &["a\nb", "c"], "d\n"),
            ("é,\"x,\"\n", &["é", "x,"], ""),
        ] {
            let (found, after) = cells(text).unwrap();
            assert_eq!(found, expected, "{text}");
            assert_eq!(after, rest, "{text}");
        }
    }

    #[test]
    fn every_other_form_is_refused() {
        for text in [
            "a,b",
            "\"a\",b\n",
            "a\"b,c\n",
            "a,b\r\n",
            "\"a,b\n",
            "\"a,\"b\n",
            "\"\",b\n",
        ] {
            assert!(cells(text).is_err(), "{text}");
        }
    }
}

//! Questions of children and schools as files, which other solvers read too.
//!
//! Lines that begin with `#` name seats by school, levels in order and, where they are not all 1, how many children each
//! row of children stands for; then one line an arc: `child,school,value,…`, by child.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use truonggan::domain::enrollment::flow::{Level, LevelTask};

/// Children, schools, and levels by arc.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instance {
    pub offsets: Vec<usize>,
    pub school: Vec<u32>,
    pub seats: Vec<u32>,
    pub levels: Vec<Level>,
}

impl Instance {
    pub fn task(&self) -> LevelTask<'_> {
        LevelTask {
            offsets: &self.offsets,
            school: &self.school,
            seats: &self.seats,
            levels: &self.levels,
        }
    }

    pub fn n_children(&self) -> usize {
        self.offsets.len() - 1
    }

    pub fn write(&self, path: &Path) {
        let mut text = String::new();
        let seats: Vec<String> = self.seats.iter().map(u32::to_string).collect();
        let kind = |level: &Level| match level {
            Level::Sum(_) => "sum",
            Level::Longest(_) => "longest",
        };
        let levels: Vec<&str> = self.levels.iter().map(kind).collect();
        writeln!(text, "# seats {}", seats.join(" ")).unwrap();
        writeln!(text, "# levels {}", levels.join(" ")).unwrap();
        writeln!(text, "# children {}", self.n_children()).unwrap();
        for child in 0..self.n_children() {
            for arc in self.offsets[child]..self.offsets[child + 1] {
                write!(text, "{child},{}", self.school[arc]).unwrap();
                for level in &self.levels {
                    write!(text, ",{}", level.values()[arc]).unwrap();
                }
                text.push('\n');
            }
        }
        fs::write(path, text).unwrap();
    }

    pub fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).unwrap();
        let words = |name: &str| -> Option<Vec<&str>> {
            let mut heads = text.lines().map_while(|line| line.strip_prefix("# "));
            let head = heads.find_map(|head| head.strip_prefix(name))?;
            Some(head.split_whitespace().collect())
        };
        let kinds = words("levels").unwrap();
        let mut rows = Self {
            offsets: vec![0],
            school: Vec::new(),
            seats: words("seats").unwrap().into_iter().map(number).collect(),
            levels: kinds.into_iter().map(empty_level).collect(),
        };
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let mut numbers = line.split(',').map(number);
            let child = numbers.next().unwrap() as usize;
            assert!(child + 1 >= rows.offsets.len(), "arcs are not by child");
            rows.offsets.resize(child + 1, rows.school.len());
            rows.school.push(numbers.next().unwrap());
            for (level, value) in rows.levels.iter_mut().zip(numbers) {
                values_mut(level).push(value);
            }
        }
        let n_children = number(words("children").unwrap()[0]) as usize;
        rows.offsets.resize(n_children + 1, rows.school.len());
        match words("copies") {
            Some(copies) => rows.repeated(copies.into_iter().map(number)),
            None => rows,
        }
    }

    /// Each child so many times.
    fn repeated(&self, copies: impl Iterator<Item = u32>) -> Self {
        let mut whole = Self {
            offsets: vec![0],
            school: Vec::new(),
            seats: self.seats.clone(),
            levels: Vec::new(),
        };
        let mut arcs = Vec::new();
        for (child, copies) in copies.enumerate() {
            for _ in 0..copies {
                arcs.extend(self.offsets[child]..self.offsets[child + 1]);
                whole.offsets.push(arcs.len());
            }
        }
        whole.school.extend(arcs.iter().map(|arc| self.school[*arc]));
        for level in &self.levels {
            let values = arcs.iter().map(|arc| level.values()[*arc]).collect();
            whole.levels.push(match level {
                Level::Sum(_) => Level::Sum(values),
                Level::Longest(_) => Level::Longest(values),
            });
        }
        whole
    }
}

fn number(word: &str) -> u32 {
    word.parse().unwrap()
}

fn empty_level(kind: &str) -> Level {
    match kind {
        "sum" => Level::Sum(Vec::new()),
        "longest" => Level::Longest(Vec::new()),
        _ => panic!("no level is of kind {kind}"),
    }
}

fn values_mut(level: &mut Level) -> &mut Vec<u32> {
    match level {
        Level::Sum(values) | Level::Longest(values) => values,
    }
}

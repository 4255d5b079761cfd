//! Rust source as `tidy` reads it: comments and literals blanked, then the paths that it names, with their lines.
//! It is a lexer for style rules, not a compiler; it knows nothing of the rules.

/// A path that a file names, resolved as far as its text allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedPath {
    /// Line, from 1.
    pub line: usize,
    /// Where it starts.
    pub root: Root,
    /// Segments after the root; a glob ends in `*`.
    pub segments: Vec<String>,
    /// Whether it stands in code that is compiled for tests only.
    pub in_test: bool,
}

/// What a path starts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Root {
    /// Our crate; `super` and `self` are resolved into it.
    Ours,
    /// A name: another crate, or something local.
    Name,
}

/// One word or sign of the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// The word, `::`, or a single sign.
    pub text: String,
    /// Line, from 1.
    pub line: usize,
}

impl Token {
    fn is(&self, text: &str) -> bool {
        self.text == text
    }

    fn is_word(&self) -> bool {
        self.text.starts_with(|c: char| c.is_alphabetic() || c == '_')
    }
}

/// The source with comments, strings and characters replaced by blanks; line ends stay where they are.
pub fn without_comments_and_literals(source: &str) -> String {
    let chars: Vec<char> = source.chars().collect();
    let mut out = String::with_capacity(source.len());
    let mut at = 0;
    while at < chars.len() {
        let end = skipped_end(&chars, at);
        if end == at {
            out.push(chars[at]);
            at += 1;
        } else {
            out.extend(chars[at..end].iter().map(|c| if *c == '\n' { '\n' } else { ' ' }));
            at = end;
        }
    }
    out
}

/// Where the comment or literal that starts here ends; `at` itself where none starts.
fn skipped_end(chars: &[char], at: usize) -> usize {
    let next = chars.get(at + 1).copied();
    match chars[at] {
        '/' if next == Some('/') => position(chars, at, |c| c == '\n'),
        '/' if next == Some('*') => block_comment_end(chars, at),
        '"' => string_end(chars, at + 1),
        'r' | 'b' | 'c' if !follows_word(chars, at) => prefixed_string_end(chars, at),
        '\'' => char_end(chars, at),
        _ => at,
    }
}

fn follows_word(chars: &[char], at: usize) -> bool {
    at > 0 && (chars[at - 1].is_alphanumeric() || chars[at - 1] == '_')
}

fn position(chars: &[char], from: usize, wanted: impl Fn(char) -> bool) -> usize {
    (from..chars.len())
        .find(|at| wanted(chars[*at]))
        .unwrap_or(chars.len())
}

fn block_comment_end(chars: &[char], start: usize) -> usize {
    let mut depth = 0;
    let mut at = start;
    while at + 1 < chars.len() {
        match (chars[at], chars[at + 1]) {
            ('/', '*') => depth += 1,
            ('*', '/') => depth -= 1,
            _ => {
                at += 1;
                continue;
            }
        }
        at += 2;
        if depth == 0 {
            return at;
        }
    }
    chars.len()
}

/// The end of a string whose first character is at `at`, escapes skipped.
fn string_end(chars: &[char], mut at: usize) -> usize {
    while at < chars.len() {
        match chars[at] {
            '\\' => at += 2,
            '"' => return at + 1,
            _ => at += 1,
        }
    }
    chars.len()
}

/// The end of `r"…"`, `r#"…"#`, `b"…"`, `br"…"`, `c"…"`; `at` itself where it is only a word.
fn prefixed_string_end(chars: &[char], at: usize) -> usize {
    let mut quote = at;
    let mut raw = false;
    while quote < chars.len() && quote < at + 2 && matches!(chars[quote], 'r' | 'b' | 'c') {
        raw |= chars[quote] == 'r';
        quote += 1;
    }
    let hashes = position(chars, quote, |c| c != '#') - quote;
    if chars.get(quote + hashes) != Some(&'"') || (hashes > 0 && !raw) {
        return at;
    }
    if !raw {
        return string_end(chars, quote + 1);
    }
    let mut from = quote + hashes + 1;
    loop {
        let close = position(chars, from, |c| c == '"');
        let tail = &chars[(close + 1).min(chars.len())..];
        if close == chars.len() || tail.len() >= hashes && tail[..hashes].iter().all(|c| *c == '#') {
            return (close + 1 + hashes).min(chars.len());
        }
        from = close + 1;
    }
}

/// The end of a character; `at` itself for a lifetime.
fn char_end(chars: &[char], at: usize) -> usize {
    if chars.get(at + 1) == Some(&'\\') {
        return (position(chars, at + 3, |c| c == '\'') + 1).min(chars.len());
    }
    if chars.get(at + 2) == Some(&'\'') {
        at + 3
    } else {
        at
    }
}

/// The words and signs of blanked source.
pub fn tokens(blanked: &str) -> Vec<Token> {
    let mut out = Vec::new();
    for (row, line) in blanked.lines().enumerate() {
        let mut rest = line.trim_start();
        while let Some(first) = rest.chars().next() {
            let length = if first.is_alphanumeric() || first == '_' {
                rest.find(|c: char| !(c.is_alphanumeric() || c == '_'))
                    .unwrap_or(rest.len())
            } else if rest.starts_with("::") {
                2
            } else {
                first.len_utf8()
            };
            out.push(Token {
                text: rest[..length].to_owned(),
                line: row + 1,
            });
            rest = rest[length..].trim_start();
        }
    }
    out
}

/// Names of the modules that a file declares for tests only: `#[cfg(test)] mod oracle;`.
pub fn test_only_modules(tokens: &[Token]) -> Vec<String> {
    let mut out = Vec::new();
    let mut scopes = Scopes::new(&[]);
    for (at, token) in tokens.iter().enumerate() {
        scopes.step(tokens, at);
        let declared = token.is("mod") && tokens.get(at + 2).is_some_and(|end| end.is(";"));
        if declared && scopes.in_test() {
            out.push(tokens[at + 1].text.clone());
        }
    }
    out
}

/// Every path that the tokens of a module name.
/// `module` is the module's own path, such as `["domain", "network"]`.
pub fn named_paths(tokens: &[Token], module: &[String]) -> Vec<NamedPath> {
    let mut out = Vec::new();
    let mut scopes = Scopes::new(module);
    let mut at = 0;
    while at < tokens.len() {
        scopes.step(tokens, at);
        let mut found = Vec::new();
        let start = at;
        if tokens[at].is("use") {
            at = use_tree(tokens, at + 1, &[], &mut found);
        } else if starts_path(tokens, at) {
            let mut segments = vec![tokens[at].text.clone()];
            while tokens.get(at + 1).is_some_and(|sign| sign.is("::"))
                && tokens.get(at + 2).is_some_and(Token::is_word)
            {
                at += 2;
                segments.push(tokens[at].text.clone());
            }
            found.push((tokens[start].line, segments));
            at += 1;
        } else {
            at += 1;
        }
        for (line, segments) in found {
            out.push(resolve(line, segments, &scopes));
        }
        // A `use` eats its own `;`, which ends an item that a `#[cfg(test)]` stands before.
        if at > start + 1 && tokens[at - 1].is(";") {
            scopes.step(tokens, at - 1);
        }
    }
    out
}

fn starts_path(tokens: &[Token], at: usize) -> bool {
    let goes_on = at > 1 && tokens[at - 1].is("::") && (tokens[at - 2].is_word() || tokens[at - 2].is(">"));
    let after_sign = goes_on || at > 0 && tokens[at - 1].is(".");
    // `pub(in crate::entry)` says who may look in, not what is looked at.
    let is_visibility =
        at > 2 && tokens[at - 1].is("in") && tokens[at - 2].is("(") && tokens[at - 3].is("pub");
    tokens[at].is_word()
        && !after_sign
        && !is_visibility
        && tokens.get(at + 1).is_some_and(|sign| sign.is("::"))
}

/// Reads one tree of a `use` and gives the place after it.
fn use_tree(
    tokens: &[Token],
    mut at: usize,
    prefix: &[String],
    found: &mut Vec<(usize, Vec<String>)>,
) -> usize {
    let mut segments = prefix.to_vec();
    let mut line = tokens.get(at).map_or(0, |token| token.line);
    let mut is_group = false;
    while let Some(token) = tokens.get(at) {
        match token.text.as_str() {
            "::" => {}
            "as" => at += 1,
            "{" => {
                is_group = true;
                at += 1;
                while tokens.get(at).is_some_and(|token| !token.is("}")) {
                    at = use_tree(tokens, at, &segments, found);
                }
            }
            "," | ";" | "}" => break,
            "self" if !segments.is_empty() => line = token.line,
            _ => {
                line = token.line;
                segments.push(token.text.clone());
            }
        }
        at += 1;
    }
    if !is_group && !segments.is_empty() {
        found.push((line, segments));
    }
    let ends_here = tokens.get(at).is_some_and(|token| token.is(",") || token.is(";"));
    if ends_here { at + 1 } else { at }
}

fn resolve(line: usize, segments: Vec<String>, scopes: &Scopes) -> NamedPath {
    let in_test = scopes.in_test();
    let mut base = match segments[0].as_str() {
        "crate" => Vec::new(),
        "self" | "super" => scopes.module(),
        _ => {
            return NamedPath {
                line,
                root: Root::Name,
                segments,
                in_test,
            };
        }
    };
    let mut rest = &segments[..];
    while let Some(first) = rest.first() {
        match first.as_str() {
            "crate" | "self" => {}
            "super" => {
                base.pop();
            }
            _ => break,
        }
        rest = &rest[1..];
    }
    base.extend_from_slice(rest);
    NamedPath {
        line,
        root: Root::Ours,
        segments: base,
        in_test,
    }
}

/// The braces around a place: which open a module, which are compiled for tests only.
struct Scopes {
    module: Vec<String>,
    open: Vec<Scope>,
    pending_module: Option<String>,
    pending_test: bool,
}

struct Scope {
    module: Option<String>,
    test: bool,
}

impl Scopes {
    fn new(module: &[String]) -> Self {
        Self {
            module: module.to_vec(),
            open: Vec::new(),
            pending_module: None,
            pending_test: false,
        }
    }

    fn step(&mut self, tokens: &[Token], at: usize) {
        let text = |offset: usize| tokens.get(at + offset).map_or("", |token| token.text.as_str());
        match text(0) {
            "#" if text(1) == "[" && text(2) == "cfg" && text(3) == "(" && text(4) == "test" => {
                self.pending_test = true;
            }
            "mod" if text(2) == "{" => self.pending_module = Some(text(1).to_owned()),
            "{" => self.open.push(Scope {
                module: self.pending_module.take(),
                test: std::mem::take(&mut self.pending_test),
            }),
            "}" => {
                self.open.pop();
            }
            ";" => self.pending_test = false,
            _ => {}
        }
    }

    fn in_test(&self) -> bool {
        self.pending_test || self.open.iter().any(|scope| scope.test)
    }

    fn module(&self) -> Vec<String> {
        let inner = self.open.iter().filter_map(|scope| scope.module.clone());
        self.module.iter().cloned().chain(inner).collect()
    }
}

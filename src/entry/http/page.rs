//! The page: files of `map-ui/dist` inside the binary, or a plain page that says how to build it.

use std::borrow::Cow;
use std::fmt::Write as _;

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use rust_embed::{Embed, EmbeddedFile};

use super::problem::Problem;

#[derive(Embed)]
#[folder = "$CARGO_MANIFEST_DIR/map-ui/dist"]
#[allow_missing = true]
struct PageFiles;

const INDEX: &str = "index.html";

/// What stands at `/` when the binary was built without the page.
const PLAIN_PAGE: &str = include_str!("plain_page.html");

const ROBOTS: &str = "User-agent: *\nDisallow: /api/\nDisallow: /tiles/\n";

/// Everything that is no route: files of the page, its addresses, or nothing.
pub(super) async fn fallback(request: Request) -> Response {
    let path = request.uri().path();
    if ["/api", "/tiles", "/problems"]
        .iter()
        .any(|root| path == *root || path.strip_prefix(root).is_some_and(|rest| rest.starts_with('/')))
    {
        return Problem::not_found().into_response();
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let allow = [(header::ALLOW, HeaderValue::from_static("GET, HEAD"))];
        return (StatusCode::METHOD_NOT_ALLOWED, allow).into_response();
    }
    page_file(path.trim_start_matches('/'), request.headers())
}

pub(super) async fn robots() -> ([(header::HeaderName, &'static str); 1], &'static str) {
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], ROBOTS)
}

fn page_file(name: &str, asked: &HeaderMap) -> Response {
    let is_compressed_twin = name
        .rsplit_once('.')
        .is_some_and(|(_, ending)| matches!(ending, "br" | "gz"));
    if let Some(file) = PageFiles::get(name).filter(|_| !name.is_empty() && !is_compressed_twin) {
        return send(name, &file, asked);
    }
    if is_file_name(name) || name.starts_with("_app/") {
        return Problem::not_found().into_response();
    }
    match PageFiles::get(INDEX) {
        Some(index) => send(INDEX, &index, asked),
        None => plain_page(),
    }
}

/// Addresses of the page have no dot in their last part; files do.
fn is_file_name(name: &str) -> bool {
    name.rsplit('/').next().is_some_and(|last| last.contains('.'))
}

fn send(name: &str, file: &EmbeddedFile, asked: &HeaderMap) -> Response {
    let etag = etag(file);
    let mut headers = HeaderMap::new();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(freshness(name)));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        headers.insert(header::ETAG, etag);
    }
    if etag_matches(asked, &etag) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    let guess = mime_guess::from_path(name).first_or_octet_stream();
    if let Ok(kind) = HeaderValue::from_str(&content_type(guess.essence_str())) {
        headers.insert(header::CONTENT_TYPE, kind);
    }
    if guess.essence_str() == "text/html" {
        insert_policy(&mut headers, &String::from_utf8_lossy(&file.data));
    }
    let twins = [("br", "br"), ("gzip", "gz")];
    let twin = twins
        .into_iter()
        .filter(|(encoding, _)| accepts(asked, encoding))
        .find_map(|(encoding, ending)| Some((encoding, PageFiles::get(&format!("{name}.{ending}"))?)));
    match twin {
        Some((encoding, twin)) => {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
            (headers, body(twin.data)).into_response()
        }
        None => (headers, body(file.data.clone())).into_response(),
    }
}

fn body(data: Cow<'static, [u8]>) -> Body {
    Body::from(match data {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => Bytes::from(bytes),
    })
}

/// Texts of the page are UTF-8.
fn content_type(essence: &str) -> String {
    let is_text =
        essence.starts_with("text/") || matches!(essence, "application/javascript" | "application/json");
    if is_text {
        format!("{essence}; charset=utf-8")
    } else {
        essence.to_owned()
    }
}

/// The build puts a hash into the names below this folder, so such a file never changes.
fn freshness(name: &str) -> &'static str {
    if name.starts_with("_app/immutable/") {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    }
}

/// Weak, as the same file may be sent with or without compression.
fn etag(file: &EmbeddedFile) -> String {
    let hash = file.metadata.sha256_hash();
    let digits = hash.iter().take(12).fold(String::new(), |mut digits, byte| {
        let _ = write!(digits, "{byte:02x}");
        digits
    });
    format!("W/\"{digits}\"")
}

/// What the page may load: only its own files; scripts inside the page only by the hashes that its build wrote into it.
fn insert_policy(headers: &mut HeaderMap, html: &str) {
    let hashes: String = html
        .split('\'')
        .filter(|part| part.starts_with("sha256-"))
        .fold(String::new(), |list, hash| format!("{list} '{hash}'"));
    let policy = format!(
        "default-src 'self'; script-src 'self'{hashes}; worker-src 'self'; img-src 'self' data: blob:; \
         style-src 'self' 'unsafe-inline'; connect-src 'self'; font-src 'self'; object-src 'none'; \
         base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
}

fn plain_page() -> Response {
    let mut headers = HeaderMap::new();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    insert_policy(&mut headers, PLAIN_PAGE);
    (headers, PLAIN_PAGE).into_response()
}

/// Whether a request takes an encoding, that is names it without a quality of zero.
pub(super) fn accepts(asked: &HeaderMap, encoding: &str) -> bool {
    let values = asked.get_all(header::ACCEPT_ENCODING).iter();
    values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|offer| {
            let mut parts = offer.split(';').map(str::trim);
            let named = parts
                .next()
                .is_some_and(|name| name.eq_ignore_ascii_case(encoding));
            let quality = parts.find_map(|part| part.strip_prefix("q=")?.parse::<f32>().ok());
            named && quality.is_none_or(|quality| quality > 0.0)
        })
}

/// Whether a request already has what the tag names (RFC 9110, section 13.1.2: weak comparison).
pub(super) fn etag_matches(asked: &HeaderMap, etag: &str) -> bool {
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let values = asked.get_all(header::IF_NONE_MATCH).iter();
    values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|tag| tag.trim() == "*" || opaque(tag) == opaque(etag))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(name: header::HeaderName, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_static(value))])
    }

    #[test]
    fn encodings_are_taken_unless_their_quality_is_zero() {
        let headers = asked(header::ACCEPT_ENCODING, "gzip;q=0, br ; q=0.5, zstd");
        assert!(!accepts(&headers, "gzip"));
        assert!(accepts(&headers, "br"));
        assert!(!accepts(&HeaderMap::new(), "gzip"));
    }

    #[test]
    fn tags_match_weakly_and_in_lists() {
        let headers = asked(header::IF_NONE_MATCH, "\"x\", \"abc\"");
        assert!(etag_matches(&headers, "W/\"abc\""));
        assert!(!etag_matches(&headers, "W/\"ab\""));
        assert!(etag_matches(&asked(header::IF_NONE_MATCH, "*"), "W/\"abc\""));
    }

    #[test]
    fn the_policy_allows_the_scripts_that_the_build_hashed_and_no_other() {
        let mut headers = HeaderMap::new();
        insert_policy(
            &mut headers,
            "<meta http-equiv=\"content-security-policy\" content=\"script-src 'self' 'sha256-AbC+/='\">",
        );
        let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.contains("script-src 'self' 'sha256-AbC+/=';"), "{policy}");
        assert!(!policy.contains("script-src 'self' 'unsafe-inline'"));
    }
}

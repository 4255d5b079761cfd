//! `/`: the page, where it was built, and a plain page that says how to build it, where not.

use crate::app::App;

#[tokio::test]
async fn the_front_is_a_page_that_may_load_only_its_own() {
    let reply = App::empty().get("/").await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("content-type"), "text/html; charset=utf-8");
    assert!(reply.text().contains("<html"), "{}", reply.text());
    let policy = reply.header("content-security-policy");
    assert!(
        policy.starts_with("default-src 'self'; script-src 'self'"),
        "{policy}"
    );
    assert!(!policy.contains("http"), "{policy}");
    assert_eq!(reply.header("referrer-policy"), "no-referrer");
    assert_eq!(reply.header("x-content-type-options"), "nosniff");
}

#[tokio::test]
async fn addresses_of_the_page_lead_to_it_and_missing_files_do_not() {
    let app = App::empty();
    let front = app.get("/").await;
    assert_eq!(app.get("/truong/sA?lang=en").await.body, front.body);
    for path in [
        "/favicon-of-nobody.ico",
        "/_app/immutable/none.js",
        "/_app/none",
        "/../Cargo.toml",
        "/index.html.br",
    ] {
        app.get(path).await.problem(404, "not_found");
    }
}

#[tokio::test]
async fn robots_are_asked_to_leave_data_alone() {
    let reply = App::empty().get("/robots.txt").await;
    assert_eq!(reply.header("content-type"), "text/plain; charset=utf-8");
    assert!(reply.text().contains("Disallow: /api/"));
}

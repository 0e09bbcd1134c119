//! What is sent over HTTP, and what is made of what comes back.

use std::time::Duration;

use slo_monitor::testing::{Reply, Server, verdict};
use slo_monitor::types::{
    AnnotationKind, AnnotationNote, CheckQuestion, ListAnnotations, ListSlos, State, VerdictKind,
};
use slo_monitor::{Client, Error, ErrorKind};

use crate::scripted::{TOKEN, annotation, client, only_request, page};

#[tokio::test]
async fn a_client_says_who_it_is_and_sends_its_token() {
    let server = Server::start().unwrap();
    server.answer("GET /annotations", page(&[], None));
    client(&server).list_annotations(ListAnnotations::new()).await.unwrap();
    let headers = only_request(&server).headers;
    assert_eq!(headers["user-agent"], concat!("slo-monitor-rust/", env!("CARGO_PKG_VERSION")));
    assert_eq!(headers["authorization"], format!("Bearer {TOKEN}"));
}

#[tokio::test]
async fn what_is_asked_of_a_list_stands_in_the_query() {
    let server = Server::start().unwrap();
    server.answer("GET /slos", Reply::problem(404, "NOT_FOUND", "no"));
    let question = ListSlos::new().state(State::AtRisk).label("a:b&c").label("d:é").limit(5);
    client(&server).list_slos(question).await.unwrap_err();
    assert_eq!(
        only_request(&server).query,
        "label=a%3Ab%26c&label=d%3A%C3%A9&limit=5&state=AT_RISK"
    );
}

#[tokio::test]
async fn any_name_stays_one_step_of_the_path() {
    let server = Server::start().unwrap();
    client(&server).get_slo("a/b?c#d%2F").await.unwrap_err();
    assert_eq!(only_request(&server).what, "GET /slos/a%2Fb%3Fc%23d%252F");
}

#[tokio::test]
async fn a_name_that_no_path_can_hold_is_not_asked_for() {
    let server = Server::start().unwrap();
    for name in ["", ".", ".."] {
        let error = client(&server).delete_exclusion(name).await.unwrap_err();
        assert_eq!((error.kind(), error.field()), (ErrorKind::Invalid, Some("id")));
    }
    assert_eq!(server.requests(), []);
}

#[tokio::test]
async fn a_base_url_may_have_a_path() {
    let server = Server::start().unwrap();
    for base in [format!("{}/slo", server.url()), format!("{}/slo/", server.url())] {
        let client = Client::builder(base).build().unwrap();
        client.get_plan("p").await.unwrap_err();
    }
    assert!(server.requests().iter().all(|request| request.what == "GET /slo/plans/p"));
}

#[tokio::test]
async fn a_write_that_is_repeated_has_the_same_key() {
    let server = Server::start().unwrap();
    server.answer("POST /annotations", Reply::none());
    server.answer("POST /annotations", Reply::json(201, annotation("a1")));
    let note = AnnotationNote::new(AnnotationKind::Deploy, "1.42").label("service", "checkout");
    let noted = client(&server).add_annotation(note).await.unwrap();
    assert_eq!(noted.id, "a1");
    let requests = server.requests();
    let keys: Vec<_> = requests.iter().map(|request| &request.headers["idempotency-key"]).collect();
    assert_eq!(keys.len(), 2);
    assert_eq!(keys[0], keys[1]);
    assert_eq!(keys[0].len(), 32);
    assert_eq!(
        requests[1].body,
        r#"{"kind":"DEPLOY","labels":{"service":"checkout"},"text":"1.42"}"#
    );
}

#[tokio::test]
async fn a_key_that_is_given_is_sent() {
    let server = Server::start().unwrap();
    server.answer("POST /annotations", Reply::json(201, annotation("a1")));
    let note = AnnotationNote::new(AnnotationKind::Deploy, "1.42").idempotency_key("build-1042");
    client(&server).add_annotation(note).await.unwrap();
    assert_eq!(only_request(&server).headers["idempotency-key"], "build-1042");
}

#[tokio::test]
async fn nothing_is_sent_where_nothing_is_to_be_said() {
    let server = Server::start().unwrap();
    client(&server).run_plan("release-gate").await.unwrap_err();
    let request = only_request(&server);
    assert_eq!(request.what, "POST /plans/release-gate/runs");
    assert_eq!((request.body.as_str(), request.headers.get("content-type")), ("", None));
}

#[tokio::test]
async fn a_question_about_every_slo_is_still_json() {
    let server = Server::start().unwrap();
    server.answer("POST /slo/check", Reply::json(200, verdict(VerdictKind::Pass)));
    assert!(client(&server).check_slos(CheckQuestion::new()).await.unwrap().passes());
    let request = only_request(&server);
    assert_eq!(request.body, "{}");
    assert_eq!(request.headers["content-type"], "application/json");
}

#[tokio::test]
async fn an_empty_list_of_slos_is_sent_for_the_service_to_refuse() {
    let server = Server::start().unwrap();
    let question = CheckQuestion::new().slos(Vec::<String>::new());
    client(&server).check_slos(question).await.unwrap_err();
    assert_eq!(only_request(&server).body, r#"{"slos":[]}"#);
}

#[tokio::test]
async fn a_redirect_is_not_followed_and_no_token_goes_elsewhere() {
    let (server, elsewhere) = (Server::start().unwrap(), Server::start().unwrap());
    let target = format!("{}/slos/a", elsewhere.url());
    server.answer(
        "GET /slos/a",
        Reply::text(302, "text/html", String::new()).header("location", &target),
    );
    let error = client(&server).get_slo("a").await.unwrap_err();
    assert_eq!((error.kind(), error.message()), (ErrorKind::Protocol, "HTTP 302"));
    assert_eq!(elsewhere.requests(), []);
}

#[tokio::test]
async fn a_call_ends_when_its_time_is_over() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap(); // it never answers
    let url = format!("http://{}", listener.local_addr().unwrap());
    let client = Client::builder(url).timeout(Duration::from_millis(50)).build().unwrap();
    let error = client.get_slo("a").await.unwrap_err();
    assert_eq!((error.kind(), error.exit_code()), (ErrorKind::Timeout, 4));
}

#[tokio::test]
async fn a_limit_that_never_ends_is_none() {
    let server = Server::start().unwrap();
    server.answer("GET /annotations", page(&[], None));
    let client = client(&server).with_timeout(Duration::MAX);
    client.list_annotations(ListAnnotations::new()).await.unwrap();
}

#[tokio::test]
async fn nobody_there_is_unreachable() {
    let client = Client::builder("http://127.0.0.1:1").build().unwrap();
    let client = client.with_timeout(Duration::from_millis(400));
    let error = client.get_slo("a").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unreachable);
    assert!(error.is_retryable());
}

fn everything_told(error: &Error) -> String {
    let mut told = format!("{error} {error:?}");
    let mut source = std::error::Error::source(error);
    while let Some(inner) = source {
        told.push_str(&format!("{inner} {inner:?}"));
        source = inner.source();
    }
    told
}

#[tokio::test]
async fn the_token_is_shown_nowhere() {
    let server = Server::start().unwrap();
    let client = client(&server).with_timeout(Duration::from_millis(400));
    let builder = Client::builder(server.url()).token(TOKEN);
    let away = Client::builder("http://127.0.0.1:1").token(TOKEN).build().unwrap();
    let away = away.with_timeout(Duration::from_millis(400));
    let bad = Client::builder(server.url()).token(format!("{TOKEN}\n")).build().unwrap_err();
    let told = [
        format!("{client:?} {builder:?}"),
        everything_told(&client.get_slo("a").await.unwrap_err()),
        everything_told(&away.get_slo("a").await.unwrap_err()),
        everything_told(&bad),
    ];
    assert!(!told.concat().contains(TOKEN));
}

#[test]
fn a_base_url_that_is_none_is_refused_without_showing_it() {
    for url in
        ["", "slo.example", "ftp://slo.example", "http://me:pw@slo.example", "http://x/?t=pw"]
    {
        let error = Client::builder(url).build().unwrap_err();
        assert_eq!((error.kind(), error.field()), (ErrorKind::Invalid, Some("url")), "{url}");
        assert!(!error.to_string().contains("pw"));
    }
}

//! What comes one after the other: of pages, and of streams.

use std::time::Duration;

use serde_json::json;
use slo_monitor::ErrorKind;
use slo_monitor::testing::{Reply, Server};
use slo_monitor::types::{ListAnnotations, ListenToEvents};

use crate::scripted::{client, event, only_request, page};

#[tokio::test]
async fn the_items_of_all_pages_come_one_after_the_other() {
    let server = Server::start().unwrap();
    for (ids, next) in [(&["a", "b"][..], Some("b")), (&[], Some("c")), (&["d"], None)] {
        server.answer("GET /annotations", page(ids, next));
    }
    let all =
        client(&server).all_annotations(ListAnnotations::new().limit(2)).collect().await.unwrap();
    assert_eq!(all.iter().map(|each| each.id.as_str()).collect::<Vec<_>>(), ["a", "b", "d"]);
    let queries: Vec<_> = server.requests().into_iter().map(|request| request.query).collect();
    assert_eq!(queries, ["limit=2", "cursor=b&limit=2", "cursor=c&limit=2"]);
}

#[tokio::test]
async fn a_stream_goes_on_after_the_last_event() {
    let server = Server::start().unwrap();
    server.answer("GET /events", Reply::events(&[event(7), event(8)]));
    server.answer("GET /events", Reply::events(&[event(8), event(9)]));
    let mut events = client(&server).listen_to_events(ListenToEvents::new());
    for id in [7, 8, 9] {
        assert_eq!(events.next().await.unwrap().unwrap().id, id);
    }
    let queries: Vec<_> = server.requests().into_iter().map(|request| request.query).collect();
    assert_eq!(queries, ["", "after_id=8"]);
}

#[tokio::test]
async fn an_event_that_the_caller_knows_is_not_told_again() {
    let server = Server::start().unwrap();
    server.answer("GET /events", Reply::events(&[event(6), event(7), event(8)]));
    let mut events = client(&server).listen_to_events(ListenToEvents::new().after_id(7));
    assert_eq!(events.next().await.unwrap().unwrap().id, 8);
    assert_eq!(only_request(&server).query, "after_id=7");
}

#[tokio::test]
async fn a_stream_that_is_waited_for_and_given_up_loses_nothing() {
    let server = Server::start().unwrap();
    server.answer("GET /events", Reply::none());
    server.answer("GET /events", Reply::events(&[event(7)]));
    let mut events = client(&server).listen_to_events(ListenToEvents::new());
    let briefly = tokio::time::timeout(Duration::from_millis(100), events.next());
    assert!(briefly.await.is_err()); // it waits before it opens the stream again
    assert_eq!(events.next().await.unwrap().unwrap().id, 7);
}

#[tokio::test]
async fn items_are_a_stream_like_any_other() {
    use futures_util::{StreamExt, TryStreamExt};
    let server = Server::start().unwrap();
    server.answer("GET /annotations", page(&["a"], Some("a")));
    server.answer("GET /annotations", page(&["b"], None));
    let all = client(&server).all_annotations(ListAnnotations::new());
    let ids: Vec<_> = all.map_ok(|each| each.id).into_stream().try_collect().await.unwrap();
    assert_eq!(ids, ["a", "b"]);
    let mut failed = client(&server).all_plans(slo_monitor::types::ListPlans::new()).boxed();
    assert!(failed.next().await.unwrap().is_err());
    for _ in 0..2 {
        assert!(failed.next().await.is_none()); // however often it is asked
    }
}

#[tokio::test]
async fn a_page_is_no_stream() {
    let server = Server::start().unwrap();
    server.answer("GET /events", Reply::text(200, "text/html", "<html>Sign in</html>".to_owned()));
    let mut events = client(&server).listen_to_events(ListenToEvents::new());
    assert_eq!(events.next().await.unwrap().unwrap_err().kind(), ErrorKind::Protocol);
    assert!(events.next().await.is_none());
}

#[tokio::test]
async fn a_run_of_a_plan_is_followed_until_it_has_ended() {
    let run = |ended_at: Option<&str>| {
        json!({
            "id": "r1", "plan": "p", "state": if ended_at.is_some() { "FINISHED" } else { "RUNNING" },
            "created_at": "2026-11-22T15:00:00Z", "created_by": "ci", "ended_at": ended_at,
        })
    };
    let server = Server::start().unwrap();
    let path = "GET /plan-runs/r1/events";
    server.answer(path, Reply::events(&[run(None)]));
    server.answer(path, Reply::events(&[run(None), run(Some("2026-11-22T15:01:00Z"))]));
    let mut runs = client(&server).listen_to_plan_run("r1");
    let mut ended = Vec::new();
    while let Some(run) = runs.next().await {
        ended.push(run.unwrap().has_ended());
    }
    assert_eq!(ended, [false, false, true]);
}

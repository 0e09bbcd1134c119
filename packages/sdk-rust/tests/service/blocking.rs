//! The client that waits.

use slo_monitor::ErrorKind;
use slo_monitor::blocking::Client;
use slo_monitor::testing::{Reply, Server};
use slo_monitor::types::{ListAnnotations, ListenToEvents};

use crate::scripted::{client, event, page};

fn waiting(server: &Server) -> Client {
    Client::new(client(server)).unwrap()
}

#[test]
fn a_program_without_async_waits_for_answers_pages_and_events() {
    let server = Server::start().unwrap();
    server.answer("GET /annotations", page(&["a"], Some("a")));
    server.answer("GET /annotations", page(&["b"], None));
    server.answer("GET /events", Reply::events(&[event(7)]));
    let client = waiting(&server);
    let all: Result<Vec<_>, _> = client.all_annotations(ListAnnotations::new()).collect();
    assert_eq!(all.unwrap().len(), 2);
    let first = client.listen_to_events(ListenToEvents::new()).next();
    assert_eq!(first.unwrap().unwrap().id, 7);
}

#[test]
fn an_error_is_the_last_item() {
    let server = Server::start().unwrap();
    let mut events = waiting(&server).listen_to_events(ListenToEvents::new());
    assert_eq!(events.next().unwrap().unwrap_err().kind(), ErrorKind::NotFound);
    assert!(events.next().is_none() && events.next().is_none());
}

#[test]
fn many_threads_wait_through_one_client() {
    let server = Server::start().unwrap();
    server.answer("GET /annotations", page(&["a"], None));
    let client = waiting(&server);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| client.list_annotations(ListAnnotations::new()).unwrap());
        }
    });
    assert_eq!(server.requests().len(), 8);
}

#[tokio::test]
async fn it_may_be_waited_for_inside_async() {
    let server = Server::start().unwrap();
    server.answer("GET /annotations", page(&["a"], None));
    let client = waiting(&server);
    let (there, question) = (client.clone(), ListAnnotations::new());
    let asked = tokio::task::spawn_blocking(move || there.list_annotations(question));
    assert_eq!(asked.await.unwrap().unwrap().annotations.len(), 1);
    for _ in 0..200 {
        // More than a task may do at a time, here where it holds up the thread.
        client.list_annotations(ListAnnotations::new()).unwrap();
    }
}

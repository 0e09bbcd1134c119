//! What may be sent to other threads, and used from several of them.

use slo_monitor::types::{CheckAnswer, CheckQuestion, Event, ListSlos};
use slo_monitor::{Builder, Client, Error, ErrorKind, Items};

fn is_shared<T: Send + Sync + 'static>() {}
fn is_sent<T: Send + 'static>(_: T) {}

#[test]
fn clients_errors_and_answers_are_for_any_thread() {
    is_shared::<Client>();
    is_shared::<Builder>();
    is_shared::<Error>();
    is_shared::<ErrorKind>();
    is_shared::<CheckAnswer>();
    is_shared::<CheckQuestion>();
    #[cfg(feature = "blocking")]
    is_shared::<slo_monitor::blocking::Client>();
}

#[test]
fn questions_and_streams_may_be_tasks() {
    let client = Client::builder("http://127.0.0.1:1").build().unwrap();
    let asked = client.clone();
    is_sent(async move { asked.check_slos(CheckQuestion::new()).await });
    let asked = client.clone();
    is_sent(async move { asked.get_slo("a").await });
    is_sent(client.all_slos(ListSlos::new()));
    is_sent(None::<Items<Event>>);
}

//! What is sent over gRPC, and what is made of what comes back, over real connections.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::{HeaderMap, Response};
use slo_monitor::types::{CheckQuestion, ListenToEvents, State};
use slo_monitor::{Client, ErrorKind};
use tokio::net::{TcpListener, TcpStream};

const TOKEN: &str = "slo_secret_token";

/// What the service does with a call: messages, and the trailers after them; without, it breaks off.
#[derive(Debug, Clone, Default)]
struct Reply {
    place: Option<&'static str>,
    messages: Vec<Vec<u8>>,
    trailers: Option<Vec<(&'static str, &'static str)>>,
}

#[derive(Debug)]
struct Call {
    path: String,
    headers: HeaderMap,
    message: Vec<u8>,
}

#[derive(Clone, Default)]
struct Script {
    replies: Arc<Mutex<VecDeque<Reply>>>,
    calls: Arc<Mutex<Vec<Call>>>,
}

impl Script {
    async fn start(replies: impl IntoIterator<Item = Reply>) -> (Self, Client) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let script = Self::default();
        script.replies.lock().unwrap().extend(replies);
        let served = script.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(served.clone().serve(stream));
            }
        });
        (script, Client::builder(url).token(TOKEN).grpc().build().unwrap())
    }

    async fn serve(self, stream: TcpStream) {
        let mut connection = h2::server::handshake(stream).await.unwrap();
        while let Some(Ok((request, mut respond))) = connection.accept().await {
            let script = self.clone();
            let Some(reply) = script.replies.lock().unwrap().pop_front() else { return };
            if reply.trailers.is_none() && reply.messages.is_empty() {
                return; // the connection ends with it
            }
            tokio::spawn(async move {
                let (head, mut body) = request.into_parts();
                let mut message = Vec::new();
                while let Some(Ok(bytes)) = body.data().await {
                    let _ = body.flow_control().release_capacity(bytes.len());
                    message.extend_from_slice(&bytes);
                }
                let path = head.uri.path().to_owned();
                script.calls.lock().unwrap().push(Call { path, headers: head.headers, message });
                let mut response = Response::builder().header("content-type", "application/grpc");
                if let Some(place) = reply.place {
                    response = response.header("event-id", place);
                }
                let mut send = respond.send_response(response.body(()).unwrap(), false).unwrap();
                for message in &reply.messages {
                    send.send_data(framed(message).into(), false).unwrap();
                }
                let mut trailers = HeaderMap::new();
                for (name, value) in reply.trailers.unwrap_or_default() {
                    trailers.insert(name, value.parse().unwrap());
                }
                send.send_trailers(trailers).unwrap();
            });
        }
    }

    fn paths(&self) -> Vec<String> {
        self.calls.lock().unwrap().iter().map(|call| call.path.clone()).collect()
    }
}

fn framed(message: &[u8]) -> Vec<u8> {
    let length = u32::try_from(message.len()).unwrap().to_be_bytes();
    [&[0], length.as_slice(), message].concat()
}

fn answered(message: Vec<u8>) -> Reply {
    Reply {
        messages: vec![message],
        trailers: Some(vec![("grpc-status", "0")]),
        ..Reply::default()
    }
}

fn failed(trailers: &[(&'static str, &'static str)]) -> Reply {
    Reply { trailers: Some(trailers.to_vec()), ..Reply::default() }
}

/// A field that holds bytes: a text, or a message.
fn bytes(number: u8, value: &[u8]) -> Vec<u8> {
    [&[number << 3 | 2, u8::try_from(value.len()).unwrap()], value].concat()
}

/// A field that holds a small number.
fn small(number: u8, value: u8) -> Vec<u8> {
    vec![number << 3, value]
}

fn event(id: u8) -> Vec<u8> {
    [small(1, id), small(2, 1), bytes(3, &small(1, 100)), small(4, 59)].concat()
}

#[tokio::test]
async fn a_call_says_who_asks_and_what() {
    let pending =
        bytes(2, &[bytes(1, b"c1"), vec![2 << 3 | 1], 1.5_f64.to_le_bytes().to_vec()].concat());
    let (script, client) = Script::start([answered(pending)]).await;
    let question = CheckQuestion::new().slos(["a"]).window(Duration::from_secs(60)).wait(false);
    let answer = client.check_slos(question).await.unwrap();
    assert_eq!((answer.verdict(), answer.exit_code()), (None, 3));
    let calls = script.calls.lock().unwrap();
    assert_eq!(calls[0].path, "/slo_monitor.v1.SloMonitor/CheckSlos");
    let headers = &calls[0].headers;
    assert_eq!(headers["authorization"], format!("Bearer {TOKEN}"));
    let user_agent = headers["user-agent"].to_str().unwrap();
    assert!(user_agent.starts_with(concat!("slo-monitor-rust/", env!("CARGO_PKG_VERSION"))));
    assert_eq!(headers["idempotency-key"].len(), 32);
    let window = [vec![4 << 3 | 1], 60.0_f64.to_le_bytes().to_vec()].concat();
    assert_eq!(calls[0].message, framed(&[bytes(1, b"a"), window, small(7, 0)].concat()));
}

#[tokio::test]
async fn a_message_that_lacks_what_has_to_be_there_names_the_place() {
    let status = bytes(1, b"checkout-latency");
    let list = [bytes(2, &small(1, 100)), bytes(3, &status)].concat();
    let (_script, client) = Script::start([answered(list)]).await;
    let error = client.list_slos(slo_monitor::types::ListSlos::new()).await.unwrap_err();
    assert_eq!((error.kind(), error.path()), (ErrorKind::Protocol, Some("slos[0].indicator")));
}

#[tokio::test]
async fn what_is_no_message_is_a_protocol_error() {
    let (_script, client) = Script::start([answered(vec![0xff; 9])]).await;
    let error = client.get_slo("a").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Protocol);
}

#[tokio::test]
async fn a_read_whose_connection_breaks_is_asked_again() {
    let absent = [("grpc-status", "5"), ("grpc-message", "no SLO has the id 'a'")];
    let (script, client) = Script::start([Reply::default(), failed(&absent)]).await;
    let error = client.get_slo("a").await.unwrap_err();
    assert_eq!((error.kind(), error.message()), (ErrorKind::NotFound, "no SLO has the id 'a'"));
    assert_eq!(script.paths(), ["/slo_monitor.v1.SloMonitor/GetSlo"]);
}

#[tokio::test]
async fn a_write_whose_connection_breaks_is_not() {
    let (script, client) = Script::start([Reply::default()]).await;
    let error = client.delete_exclusion("e1").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unreachable);
    assert!(script.paths().is_empty());
}

#[tokio::test]
async fn nobody_there_is_unreachable_and_the_token_is_shown_nowhere() {
    let client = Client::builder("http://127.0.0.1:1").token(TOKEN).grpc().build().unwrap();
    let client = client.with_timeout(Duration::from_millis(400));
    let error = client.get_slo("a").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unreachable);
    assert!(!format!("{client:?} {error:?} {error}").contains(TOKEN));
}

#[test]
fn a_url_with_a_path_is_refused() {
    let error = Client::builder("http://127.0.0.1:1/slo").grpc().build().unwrap_err();
    assert_eq!((error.kind(), error.field()), (ErrorKind::Invalid, Some("url")));
}

#[tokio::test]
async fn an_empty_list_of_slos_is_not_taken_for_every_slo() {
    let (script, client) = Script::start([]).await;
    let question = CheckQuestion::new().slos(Vec::<String>::new());
    let error = client.check_slos(question).await.unwrap_err();
    assert_eq!((error.kind(), error.field()), (ErrorKind::Invalid, Some("slos")));
    assert!(script.paths().is_empty());
}

#[tokio::test]
async fn a_word_that_is_none_is_left_to_the_service_to_refuse() {
    let refused = [("grpc-status", "3"), ("grpc-message", "state must be a state")];
    let (script, client) = Script::start([failed(&refused)]).await;
    let question = slo_monitor::types::ListSlos::new().state(State::from("FROZEN"));
    let error = client.list_slos(question).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid);
    assert_eq!(script.paths().len(), 1);
}

#[tokio::test]
async fn a_stream_goes_on_after_the_last_event_or_where_it_stood() {
    let told = |ids: &[u8], place| Reply {
        place: Some(place),
        messages: ids.iter().map(|id| event(*id)).collect(),
        trailers: Some(vec![("grpc-status", "0")]),
    };
    let (script, client) =
        Script::start([told(&[], "6"), told(&[7, 8], "6"), told(&[8, 9], "8")]).await;
    let mut events = client.listen_to_events(ListenToEvents::new());
    for id in [7, 8, 9] {
        assert_eq!(events.next().await.unwrap().unwrap().id, id);
    }
    let calls = script.calls.lock().unwrap();
    let asked: Vec<_> = calls.iter().map(|call| call.message[5..].to_vec()).collect();
    assert_eq!(asked, [vec![], small(1, 6), small(1, 8)]);
}

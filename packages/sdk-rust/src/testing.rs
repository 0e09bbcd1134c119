//! A scripted service, for tests of programs that use this crate.
//!
//! It answers over HTTP on a port of its own, with what a test has told it to; see [`Server`].

use std::collections::{HashMap, VecDeque};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use serde_json::{Value, json};

use crate::types::VerdictKind;

/// A service that answers what it was told to.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use slo_monitor::testing::{Reply, Server, verdict};
/// use slo_monitor::types::{CheckQuestion, VerdictKind};
///
/// let server = Server::start()?;
/// server.answer("POST /slo/check", Reply::json(200, verdict(VerdictKind::Fail)));
///
/// let client = slo_monitor::Client::builder(server.url()).build()?;
/// let answer = client.check_slos(CheckQuestion::new().slos(["checkout-latency"])).await?;
/// assert_eq!(answer.exit_code(), 1);
/// assert_eq!(server.requests()[0].body, r#"{"slos":["checkout-latency"]}"#);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    script: Arc<Mutex<Script>>,
}

#[derive(Debug, Default)]
struct Script {
    replies: HashMap<String, VecDeque<Reply>>,
    requests: Vec<Request>,
}

/// What the service was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Request {
    /// How and where, such as `GET /slos`, without what was asked with it.
    pub what: String,
    /// What stands after the question mark, as it was sent; empty if nothing does.
    pub query: String,
    /// The headers, their names in small letters.
    pub headers: HashMap<String, String>,
    /// What was sent with it.
    pub body: String,
}

/// What the service answers.
#[derive(Debug, Clone)]
pub struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
    is_answer: bool,
}

impl Reply {
    /// Answers with JSON.
    pub fn json(status: u16, body: Value) -> Self {
        Self::text(status, "application/json", body.to_string())
    }

    /// Answers with a problem, as the service writes one.
    pub fn problem(status: u16, code: &str, detail: &str) -> Self {
        let problem = json!({"status": status, "code": code, "detail": detail, "title": detail});
        Self::text(status, "application/problem+json", problem.to_string())
    }

    /// Answers with server-sent events, each of them JSON with an `id`, and ends.
    pub fn events(events: &[Value]) -> Self {
        let told = events.iter().map(|event| {
            let id = event["id"].as_i64().map(|id| format!("id: {id}\n")).unwrap_or_default();
            format!("{id}data: {event}\n\n")
        });
        Self::text(200, "text/event-stream", told.collect())
    }

    /// Answers with any text.
    pub fn text(status: u16, media_type: &str, body: String) -> Self {
        let headers = vec![("content-type".to_owned(), media_type.to_owned())];
        Self { status, headers, body, is_answer: true }
    }

    /// Ends the connection before there is an answer.
    pub fn none() -> Self {
        Self { is_answer: false, ..Self::text(500, "text/plain", String::new()) }
    }

    /// The same with a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    fn write(&self, mut to: &TcpStream) -> io::Result<()> {
        let mut head = format!("HTTP/1.1 {} -\r\nconnection: close\r\n", self.status);
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        let length = self.body.len();
        write!(to, "{head}content-length: {length}\r\n\r\n{}", self.body)
    }
}

impl Server {
    /// Starts to listen on a free port of this machine, for as long as the program runs.
    ///
    /// # Errors
    ///
    /// There is no free port.
    pub fn start() -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let (address, script) = (listener.local_addr()?, Arc::<Mutex<Script>>::default());
        let shared = Arc::clone(&script);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let script = Arc::clone(&shared);
                thread::spawn(move || serve(&stream, &script));
            }
        });
        Ok(Self { address, script })
    }

    /// Where it is.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Answers what is asked, such as `GET /slos`, with this: after what it was told before of the same,
    /// each once, and then the last one for ever. What it was not told of is not found.
    pub fn answer(&self, what: &str, reply: Reply) {
        held(&self.script).replies.entry(what.to_owned()).or_default().push_back(reply);
    }

    /// What was asked, in order.
    pub fn requests(&self) -> Vec<Request> {
        held(&self.script).requests.clone()
    }
}

/// A verdict of this kind as the service writes it, on no SLO.
pub fn verdict(kind: VerdictKind) -> Value {
    json!({
        "schema_version": 1, "check_id": "c1", "verdict": kind, "reason": "BUDGET_LEFT",
        "summary": format!("the verdict is {kind}"), "mode": "BUDGET", "start": null,
        "end": "2026-11-22T15:04:30Z", "match": {}, "results": [],
        "data": {"expected_until": "2026-11-22T15:04:30Z"},
    })
}

fn held(script: &Mutex<Script>) -> MutexGuard<'_, Script> {
    script.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Answers one request; who asks badly, or goes, is not answered.
fn serve(stream: &TcpStream, script: &Mutex<Script>) {
    let Ok(request) = read(stream) else { return };
    let reply = {
        let mut script = held(script);
        let replies = script.replies.entry(request.what.clone()).or_default();
        let reply = if replies.len() > 1 { replies.pop_front() } else { replies.front().cloned() };
        script.requests.push(request);
        reply.unwrap_or_else(|| Reply::problem(404, "NOT_FOUND", "the test told nothing of it"))
    };
    if reply.is_answer {
        let _ = reply.write(stream); // whoever asked may have gone
    }
}

fn read(stream: &TcpStream) -> io::Result<Request> {
    let mut from = BufReader::new(stream);
    let mut line = String::new();
    from.read_line(&mut line)?;
    let mut words = line.split(' ');
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let headers = read_headers(&mut from)?;
    let length = headers.get("content-length").and_then(|length| length.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    from.read_exact(&mut body)?;
    Ok(Request {
        what: format!("{method} {path}"),
        query: query.to_owned(),
        headers,
        body: String::from_utf8_lossy(&body).into_owned(),
    })
}

fn read_headers(from: &mut impl BufRead) -> io::Result<HashMap<String, String>> {
    let mut headers = HashMap::new();
    loop {
        let mut line = String::new();
        from.read_line(&mut line)?;
        match line.trim_end().split_once(": ") {
            Some((name, value)) => headers.insert(name.to_ascii_lowercase(), value.to_owned()),
            None => return Ok(headers),
        };
    }
}

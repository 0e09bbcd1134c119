//! How a stream of events is read and followed.

use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use serde_json::Value;
use tokio::time::Instant;

use super::{cases, holds, milliseconds};
use crate::error::Error;
use crate::failing::error_of;
use crate::follow::{Connection, Following, Heard, Listening};
use crate::http::heard;
use crate::items::Items;
use crate::sse::Parser;
use crate::types::Event;

/// Connections as a case has them; once there are no more the caller ends the stream.
struct Scripted {
    connections: Vec<Value>,
    chunk_bytes: usize,
    opened: Opened,
}

/// When connections were opened, and after which ids.
type Opened = Arc<Mutex<Vec<(Instant, Option<i64>)>>>;

struct Text {
    left: Vec<u8>,
    chunk_bytes: usize,
    parser: Parser,
}

const ENDED_BY_CALLER: &str = "the caller ends it";

impl Listening for Scripted {
    type Connection = Text;

    async fn open(&self, after_id: Option<i64>) -> Result<Text, Error> {
        let number = self.opened.lock().unwrap().len();
        let Some(connection) = self.connections.get(number) else {
            return Err(Error::invalid(None, ENDED_BY_CALLER));
        };
        self.opened.lock().unwrap().push((Instant::now(), after_id));
        if connection.get("failure").is_some() {
            return Err(Error::unreachable("the connection is refused".into()));
        }
        if let Some(status) = connection.get("status") {
            let retry_after = connection.get("retry_after").and_then(Value::as_str);
            let status = u16::try_from(status.as_u64().unwrap()).unwrap();
            return Err(error_of(status, retry_after, b"", Timestamp::UNIX_EPOCH));
        }
        let left = connection["text"].as_str().unwrap().as_bytes().to_vec();
        Ok(Text { left, chunk_bytes: self.chunk_bytes, parser: Parser::new(after_id) })
    }
}

impl Connection for Text {
    type Item = Event;

    async fn hear(&mut self) -> Result<Option<Vec<Heard<Event>>>, Error> {
        if self.left.is_empty() {
            return Ok(None);
        }
        let bytes: Vec<u8> = self.left.drain(..self.chunk_bytes.min(self.left.len())).collect();
        heard(&mut self.parser, &bytes).map(Some)
    }
}

async fn follow(case: &Value, chunk_bytes: usize) {
    let name = &case["name"];
    let opened = Opened::default();
    let connections = case["connections"].as_array().unwrap().clone();
    let scripted =
        Scripted { connections: connections.clone(), chunk_bytes, opened: Arc::clone(&opened) };
    let mut items = Items::followed(Following::new(scripted, None));
    let (mut events, mut error) = (Vec::new(), None);
    while let Some(next) = items.next().await {
        match next {
            Ok(event) => events.push(serde_json::to_value(event).unwrap()),
            Err(last) => error = Some(last),
        }
    }
    assert!(holds(&Value::Array(events), &case["events"]), "{name}");
    let error = error.filter(|error| error.message() != ENDED_BY_CALLER);
    let kind = error.as_ref().map(|error| error.kind().as_str());
    assert_eq!(kind, case.get("error").and_then(Value::as_str), "{name}");
    let opened = opened.lock().unwrap();
    let asked: Vec<_> = opened.iter().map(|(_, after_id)| *after_id).collect();
    let expected: Vec<_> = connections.iter().map(|each| each["after_id"].as_i64()).collect();
    assert_eq!(asked, expected, "{name}");
    let delays: Vec<_> =
        opened.windows(2).map(|pair| (pair[1].0 - pair[0].0).as_millis()).collect();
    let expected = case["delays_seconds"].as_array().unwrap();
    assert_eq!(delays, expected.iter().map(milliseconds).collect::<Vec<_>>(), "{name}");
}

#[tokio::test(start_paused = true)]
async fn every_stream_is_followed_as_the_vectors_say() {
    for case in cases("stream") {
        for chunk_bytes in [1, 7, usize::MAX] {
            follow(&case, chunk_bytes).await;
        }
    }
}

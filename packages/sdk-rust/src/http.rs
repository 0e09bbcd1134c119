//! The transport over HTTP.

use std::marker::PhantomData;
use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue, RETRY_AFTER};
use reqwest::{Response, Url, redirect};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::call::Call;
use crate::decode::decode;
use crate::error::Error;
use crate::failing::error_of;
use crate::follow::{Connection, Followed, Heard, Listening};
use crate::operation::Method;
use crate::sse::Parser;

const SUCCESS: u16 = 200;
const FIRST_ERROR: u16 = 400;
const FIRST_REDIRECT: u16 = 300;
const KEY: &str = "idempotency-key";
const EVENT_STREAM: &str = "text/event-stream";

/// A service that answers over HTTP.
#[derive(Debug, Clone)]
pub(crate) struct Http {
    client: reqwest::Client,
    base: Url,
    authorization: Option<HeaderValue>,
}

/// What was answered, with success.
#[derive(Debug)]
pub(crate) struct Answered {
    /// The status, below 300.
    pub status: u16,
    /// All of the body.
    pub body: Vec<u8>,
}

impl Http {
    /// Makes the transport; nothing is connected yet.
    pub(crate) fn new(
        base: Url,
        authorization: Option<HeaderValue>,
        user_agent: &str,
        connect_timeout: Duration,
        keep_alive: Duration,
        tls: rustls::ClientConfig,
    ) -> Result<Self, Error> {
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .redirect(redirect::Policy::none())
            .user_agent(user_agent)
            .connect_timeout(connect_timeout)
            .tcp_keepalive(keep_alive)
            .build()
            .map_err(|error| {
                Error::invalid(None, format!("there is no client of HTTP: {error}"))
            })?;
        Ok(Self { client, base, authorization })
    }

    /// Asks once.
    pub(crate) async fn ask(&self, call: &Call) -> Result<Answered, Error> {
        let response = self.request(call)?.send().await.map_err(no_answer)?;
        let status = response.status().as_u16();
        if status >= FIRST_ERROR {
            return Err(failed(response).await);
        }
        if status >= FIRST_REDIRECT {
            return Err(Error::no_answer_of_ours(status, None));
        }
        let body = response.bytes().await.map_err(no_answer)?;
        Ok(Answered { status, body: body.into() })
    }

    /// Opens a stream of server-sent events.
    async fn open(&self, call: &Call) -> Result<Response, Error> {
        let response = self.request(call)?.send().await.map_err(no_answer)?;
        let status = response.status().as_u16();
        if status >= FIRST_ERROR {
            return Err(failed(response).await);
        }
        let kind = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        if status >= FIRST_REDIRECT || !kind.is_some_and(is_event_stream) {
            return Err(Error::no_answer_of_ours(status, None));
        }
        Ok(response)
    }

    fn request(&self, call: &Call) -> Result<reqwest::RequestBuilder, Error> {
        let (query, body) = parted(call);
        let url = self.url(call, &query)?;
        let mut headers = HeaderMap::new();
        headers.extend(self.authorization.clone().map(|value| (AUTHORIZATION, value)));
        if let Some(key) = &call.key {
            let value = HeaderValue::from_str(key)
                .map_err(|_| Error::invalid(Some("idempotency_key"), "it cannot be a header"))?;
            headers.insert(KEY, value);
        }
        let request = match call.operation.method {
            Method::Get => self.client.get(url),
            Method::Delete => self.client.delete(url),
            Method::Post if body.is_empty() && call.name().is_some() => self.client.post(url),
            Method::Post => {
                let json = HeaderValue::from_static("application/json");
                headers.insert(CONTENT_TYPE, json);
                self.client.post(url).body(Value::Object(body).to_string())
            }
        };
        Ok(request.headers(headers))
    }

    fn url(&self, call: &Call, query: &[(String, String)]) -> Result<Url, Error> {
        let mut url = self.base.clone();
        let name = call.name().map(|(_, name)| name);
        let steps = call.operation.path.split('/').skip(1);
        url.path_segments_mut()
            .map_err(|()| Error::invalid(Some("url"), "the base URL cannot have a path"))?
            .pop_if_empty()
            .extend(
                steps.map(|step| if step.starts_with('{') { name.unwrap_or(step) } else { step }),
            );
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        Ok(url)
    }
}

/// Parts the members of a question into those of the query and those of the body.
fn parted(call: &Call) -> (Vec<(String, String)>, Map<String, Value>) {
    let (mut query, mut body) = (Vec::new(), Map::new());
    let named = call.name().map(|(member, _)| member);
    let members = call.members.iter().filter(|(member, _)| Some(member.as_str()) != named);
    for (member, value) in members {
        match value {
            Value::Array(each) if call.operation.query.contains(&member.as_str()) => {
                query.extend(each.iter().map(|one| (member.clone(), plain(one))));
            }
            one if call.operation.query.contains(&member.as_str()) => {
                query.push((member.clone(), plain(one)));
            }
            _ => {
                body.insert(member.clone(), value.clone());
            }
        }
    }
    (query, body)
}

fn is_event_stream(kind: &str) -> bool {
    let kind = kind.split(';').next().unwrap_or_default();
    kind.trim().eq_ignore_ascii_case(EVENT_STREAM)
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Makes an error of an answer.
async fn failed(response: Response) -> Error {
    let status = response.status().as_u16();
    let retry_after = response.headers().get(RETRY_AFTER).cloned();
    let retry_after = retry_after.as_ref().and_then(|value| value.to_str().ok());
    match response.bytes().await {
        Ok(body) => error_of(status, retry_after, &body, Timestamp::now()),
        Err(error) => no_answer(error),
    }
}

fn no_answer(error: reqwest::Error) -> Error {
    Error::unreachable(Box::new(error.without_url()))
}

/// A stream over HTTP that can be opened.
#[derive(Debug)]
pub(crate) struct Events<T> {
    http: Http,
    call: Call,
    told: PhantomData<fn() -> T>,
}

impl<T> Events<T> {
    /// Listens to what this call tells.
    pub(crate) fn new(http: Http, call: Call) -> Self {
        Self { http, call, told: PhantomData }
    }
}

impl<T: Followed + DeserializeOwned> Listening for Events<T> {
    type Connection = Told<T>;

    async fn open(&self, after_id: Option<i64>) -> Result<Told<T>, Error> {
        let mut call = self.call.clone();
        if let Some(id) = after_id {
            call.members.insert("after_id".to_owned(), id.into());
        }
        let response = self.http.open(&call).await?;
        Ok(Told { response, parser: Parser::new(after_id), told: PhantomData })
    }
}

/// An open stream over HTTP.
#[derive(Debug)]
pub(crate) struct Told<T> {
    response: Response,
    parser: Parser,
    told: PhantomData<fn() -> T>,
}

impl<T: Followed + DeserializeOwned> Connection for Told<T> {
    type Item = T;

    async fn hear(&mut self) -> Result<Option<Vec<Heard<T>>>, Error> {
        match self.response.chunk().await.map_err(no_answer)? {
            Some(bytes) => heard(&mut self.parser, &bytes).map(Some),
            None => Ok(None),
        }
    }
}

/// Takes bytes of a stream.
pub(crate) fn heard<T: DeserializeOwned>(
    parser: &mut Parser,
    bytes: &[u8],
) -> Result<Vec<Heard<T>>, Error> {
    let blocks = parser.feed(bytes).into_iter();
    let each = blocks.map(|block| {
        let item = block.data.map(|data| decode(SUCCESS, data.as_bytes())).transpose()?;
        Ok(Heard { place: block.id, item })
    });
    each.collect()
}

//! The transport over gRPC.

pub(crate) mod failing;
pub(crate) mod reading;
#[allow(dead_code, missing_docs, clippy::all, clippy::pedantic, reason = "generated: see generate.sh")]
#[rustfmt::skip]
mod generated;
pub(crate) mod words;
pub(crate) mod writing;

mod codec;
mod listening;

/// The messages, with the name here of the one whose own is taken in Rust.
pub(crate) mod told {
    pub(crate) use super::generated::Result as SloResult;
    pub(crate) use super::generated::*;
}

use std::fmt;
use std::sync::OnceLock;
use std::time::Duration;

use http::uri::PathAndQuery;
use prost::Message;
use reqwest::Url;
use reqwest::header::HeaderValue;
use tonic::client::Grpc as Calls;
use tonic::metadata::{Ascii, MetadataValue};
use tonic::transport::{Channel, ClientTlsConfig, Endpoint};
use tonic::{Request, Status};

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::operation::Operation;
use codec::Bytes;
use failing::error_of;

pub(crate) use listening::Listen;

const SERVICE: &str = "/slo_monitor.v1.SloMonitor/";
const KEY: &str = "idempotency-key";
/// A verdict on thousands of SLOs is larger than the 4 MB that are usual.
const LARGEST_ANSWER_BYTES: usize = 1 << 28;

/// A service that answers over gRPC.
#[derive(Clone)]
pub(crate) struct Grpc {
    endpoint: Endpoint,
    channel: std::sync::Arc<OnceLock<Channel>>,
    authorization: Option<MetadataValue<Ascii>>,
}

impl Grpc {
    /// Makes the transport; nothing is connected yet.
    pub(crate) fn new(
        base: &Url,
        authorization: Option<HeaderValue>,
        user_agent: &str,
        connect_timeout: Duration,
        keep_alive: Duration,
    ) -> Result<Self, Error> {
        let refused = |error: tonic::transport::Error| {
            Error::invalid(Some("url"), format!("gRPC cannot ask there: {error}"))
        };
        if base.path() != "/" {
            return Err(Error::invalid(Some("url"), "the URL of gRPC has no path"));
        }
        let mut endpoint = Endpoint::from_shared(base.to_string())
            .and_then(|endpoint| endpoint.user_agent(user_agent.to_owned()))
            .map_err(refused)?
            .connect_timeout(connect_timeout)
            .tcp_keepalive(Some(keep_alive));
        if base.scheme() == "https" {
            let tls = ClientTlsConfig::new().with_native_roots();
            endpoint = endpoint.tls_config(tls).map_err(refused)?;
        }
        Ok(Self {
            endpoint,
            channel: std::sync::Arc::default(),
            authorization: authorization.map(secret).transpose()?,
        })
    }

    /// Asks once.
    pub(crate) async fn ask<M: Message + Clone>(
        &self,
        call: &Call,
        told: &M,
    ) -> Result<Vec<u8>, Error> {
        let (request, path) = (self.request(call, told)?, path(call.operation)?);
        let mut calls = self.calls().await.map_err(error_of)?;
        let answered = calls.unary(request, path, Bytes).await.map_err(error_of)?;
        Ok(answered.into_inner())
    }

    /// Listens to what this call tells.
    pub(crate) fn listen<Q>(&self, call: Call, question: Q) -> Listen<Q> {
        Listen { grpc: self.clone(), call, question }
    }

    async fn calls(&self) -> Result<Calls<Channel>, Status> {
        let channel = self.channel.get_or_init(|| self.endpoint.connect_lazy());
        let mut calls = Calls::new(channel.clone()).max_decoding_message_size(LARGEST_ANSWER_BYTES);
        calls.ready().await.map_err(|error| Status::from_error(Box::new(error)))?;
        Ok(calls)
    }

    fn request<M: Message>(&self, call: &Call, told: &M) -> Result<Request<Vec<u8>>, Error> {
        let mut request = Request::new(told.encode_to_vec());
        if let Some(authorization) = &self.authorization {
            request.metadata_mut().insert("authorization", authorization.clone());
        }
        if let Some(key) = &call.key {
            let key = key
                .parse::<MetadataValue<Ascii>>()
                .map_err(|_| Error::invalid(Some("idempotency_key"), "it cannot be metadata"))?;
            request.metadata_mut().insert(KEY, key);
        }
        Ok(request)
    }
}

impl fmt::Debug for Grpc {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.debug_struct("Grpc").finish_non_exhaustive()
    }
}

/// Takes what was answered.
pub(crate) fn answered<A: Answer>(bytes: &[u8]) -> Result<A, Error> {
    let told = A::Told::decode(bytes).map_err(|error| Error::misshapen(String::new(), error))?;
    A::of_told(told).map_err(|unread| Error::misshapen(unread.place.clone(), unread))
}

fn path(operation: &Operation) -> Result<PathAndQuery, Error> {
    PathAndQuery::try_from(format!("{SERVICE}{}", operation.call))
        .map_err(|error| Error::invalid(None, error.to_string()))
}

fn secret(value: HeaderValue) -> Result<MetadataValue<Ascii>, Error> {
    let refused = |_| Error::invalid(Some("token"), "the token holds what no metadata can");
    let mut secret = MetadataValue::try_from(value.as_bytes()).map_err(refused)?;
    secret.set_sensitive(true);
    Ok(secret)
}

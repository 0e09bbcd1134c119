//! Streams over gRPC.

use std::collections::VecDeque;
use std::marker::PhantomData;

use prost::Message;
use tonic::Streaming;

use super::codec::Bytes;
use super::failing::error_of;
use super::{Grpc, answered, path};
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::follow::{Connection, Followed, Heard, Listening};
use crate::question::Streamed;

/// The metadata that says after which event a listener stands before it is told of any.
const PLACE: &str = "event-id";

/// A stream over gRPC that can be opened.
pub(crate) struct Listen<Q> {
    pub(super) grpc: Grpc,
    pub(super) call: Call,
    pub(super) question: Q,
}

impl<Q: Streamed> Listening for Listen<Q> {
    type Connection = Told<Q::Item>;

    async fn open(&self, after_id: Option<i64>) -> Result<Told<Q::Item>, Error> {
        let question = self.question.after(after_id).told()?;
        self.grpc.open(&self.call, &question).await
    }
}

impl Grpc {
    async fn open<M: Message, T>(&self, call: &Call, told: &M) -> Result<Told<T>, Error> {
        let (request, path) = (self.request(call, told)?, path(call.operation)?);
        let mut calls = self.calls().await.map_err(error_of)?;
        let opened = calls.server_streaming(request, path, Bytes).await.map_err(error_of)?;
        let place = opened.metadata().get(PLACE).and_then(|id| id.to_str().ok()?.parse().ok());
        let begin = place.map(|id| Heard { place: Some(id), item: None });
        Ok(Told {
            begin: begin.into_iter().collect(),
            stream: opened.into_inner(),
            told: PhantomData,
        })
    }
}

/// An open stream over gRPC.
pub(crate) struct Told<T> {
    begin: VecDeque<Heard<T>>,
    stream: Streaming<Vec<u8>>,
    told: PhantomData<fn() -> T>,
}

impl<T: Answer + Followed> Connection for Told<T> {
    type Item = T;

    async fn hear(&mut self) -> Result<Option<Vec<Heard<T>>>, Error> {
        if let Some(begin) = self.begin.pop_front() {
            return Ok(Some(vec![begin]));
        }
        let Some(bytes) = self.stream.message().await.map_err(error_of)? else {
            return Ok(None);
        };
        let item: T = answered(&bytes)?;
        Ok(Some(vec![Heard { place: item.id(), item: Some(item) }]))
    }
}

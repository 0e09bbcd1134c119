//! How a stream is followed: opened again when it ends or breaks, each event given on once.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::sleep;

use crate::error::Error;
use crate::retry::delay_of_stream;
use crate::types::{Event, PlanRun, ToldKind};

/// What comes of a connection: it lives, and perhaps there is a place to go on after, or an item.
#[derive(Debug)]
pub(crate) struct Heard<T> {
    /// After which id to go on from here.
    pub place: Option<i64>,
    /// What was told.
    pub item: Option<T>,
}

/// An open connection.
pub(crate) trait Connection: Send {
    /// What is told over it.
    type Item: Followed;

    /// Waits for more; nothing once it has ended.
    fn hear(
        &mut self,
    ) -> impl Future<Output = Result<Option<Vec<Heard<Self::Item>>>, Error>> + Send;
}

/// Where connections come from.
pub(crate) trait Listening: Send {
    /// What is opened.
    type Connection: Connection;

    /// Opens a connection that goes on after an id.
    fn open(
        &self,
        after_id: Option<i64>,
    ) -> impl Future<Output = Result<Self::Connection, Error>> + Send;
}

/// Something that a stream tells.
pub(crate) trait Followed: Send {
    /// Whether it was told before, given the id of the last one given on.
    fn was_told(&self, last: Option<i64>) -> bool;

    /// Its own place, if it has one.
    fn id(&self) -> Option<i64>;

    /// Whether nothing comes after it.
    fn is_last(&self) -> bool;
}

impl Followed for Event {
    fn was_told(&self, last: Option<i64>) -> bool {
        self.kind != ToldKind::Reset && last.is_some_and(|last| self.id <= last)
    }

    fn id(&self) -> Option<i64> {
        Some(self.id)
    }

    fn is_last(&self) -> bool {
        false
    }
}

impl Followed for PlanRun {
    fn was_told(&self, _: Option<i64>) -> bool {
        false
    }

    fn id(&self) -> Option<i64> {
        None
    }

    fn is_last(&self) -> bool {
        self.has_ended()
    }
}

type ItemOf<L> = <<L as Listening>::Connection as Connection>::Item;

/// A stream that is followed until the caller ends it.
pub(crate) struct Following<L: Listening> {
    listening: L,
    connection: Option<L::Connection>,
    heard: VecDeque<Heard<ItemOf<L>>>,
    after_id: Option<i64>,
    last_given: Option<i64>,
    failed: u32,
    delay: Option<Duration>,
    is_over: bool,
}

impl<L: Listening> Following<L> {
    /// Goes on after an id, or begins with what happens from now on.
    pub(crate) fn new(listening: L, after_id: Option<i64>) -> Self {
        Self {
            listening,
            connection: None,
            heard: VecDeque::new(),
            after_id,
            last_given: after_id,
            failed: 0,
            delay: None,
            is_over: false,
        }
    }

    /// Waits for what is told next; an error is the last.
    pub(crate) async fn next(&mut self) -> Option<Result<ItemOf<L>, Error>> {
        while !self.is_over {
            if let Some(item) = self.take() {
                self.is_over = item.is_last();
                return Some(Ok(item));
            }
            if let Err(error) = self.listen().await {
                self.is_over = true;
                return Some(Err(error));
            }
        }
        None
    }

    /// Takes from what was heard up to the next item that was not told before.
    fn take(&mut self) -> Option<ItemOf<L>> {
        while let Some(heard) = self.heard.pop_front() {
            self.after_id = heard.place.or(self.after_id);
            let Some(item) = heard.item else { continue };
            if !item.was_told(self.last_given) {
                self.last_given = item.id().or(self.last_given);
                return Some(item);
            }
        }
        None
    }

    /// Hears more, or opens a connection to do so; fails only if that will not help later.
    async fn listen(&mut self) -> Result<(), Error> {
        let Some(connection) = &mut self.connection else {
            if let Some(delay) = self.delay.take() {
                sleep(delay).await;
            }
            return match self.listening.open(self.after_id).await {
                Ok(connection) => {
                    self.connection = Some(connection);
                    Ok(())
                }
                Err(error) => self.break_off(Some(error)),
            };
        };
        match connection.hear().await {
            Ok(Some(heard)) => {
                self.failed = 0;
                self.heard.extend(heard);
                Ok(())
            }
            Ok(None) => self.break_off(None),
            Err(error) => self.break_off(Some(error)),
        }
    }

    fn break_off(&mut self, error: Option<Error>) -> Result<(), Error> {
        self.connection = None;
        let retry_after = error.as_ref().and_then(Error::retry_after);
        match error {
            Some(error) if !error.is_retryable() => Err(error),
            _ => {
                self.delay = Some(delay_of_stream(self.failed, retry_after));
                self.failed = self.failed.saturating_add(1);
                Ok(())
            }
        }
    }
}

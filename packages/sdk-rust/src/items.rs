//! Things that come one after the other: what a stream tells, or what all pages of a list hold.

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use futures_core::stream::BoxStream;
use futures_util::{StreamExt, stream};

use crate::error::Error;
use crate::follow::{Connection, Following, Listening};

/// Things that come one after the other; dropping it ends it, and closes its connection.
///
/// It is a [`Stream`], and has a [`next`](Self::next) of its own for programs that need nothing else
/// of streams. After an error nothing comes, however often it is asked.
#[must_use = "nothing is asked before the first item is"]
pub struct Items<T>(BoxStream<'static, Result<T, Error>>);

impl<T: Send + 'static> Items<T> {
    /// Waits for the next one; none once there are no more.
    ///
    /// Dropping the future loses nothing: what would have come is given by the next call.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        self.0.next().await
    }

    /// Waits for all that are left.
    ///
    /// # Errors
    ///
    /// The first that comes, in place of what came before it.
    pub async fn collect(mut self) -> Result<Vec<T>, Error> {
        let mut all = Vec::new();
        while let Some(one) = self.next().await {
            all.push(one?);
        }
        Ok(all)
    }

    /// Follows a stream.
    pub(crate) fn followed<L>(following: Following<L>) -> Self
    where
        L: Listening + 'static,
        L::Connection: Connection<Item = T>,
    {
        let items = stream::unfold(following, |mut following| async move {
            let next = following.next().await?;
            Some((next, following))
        });
        Self(items.fuse().boxed())
    }

    /// Gives one error and nothing else.
    pub(crate) fn failed(error: Error) -> Self {
        Self(stream::iter([Err(error)]).fuse().boxed())
    }

    /// Asks for page after page: `ask` is given the cursor of each.
    pub(crate) fn paged<F>(ask: impl Fn(Option<String>) -> F + Send + 'static) -> Self
    where
        F: Future<Output = Result<(Vec<T>, Option<String>), Error>> + Send + 'static,
    {
        let pages = Pages { ask, page: VecDeque::new(), cursor: Some(None) };
        Self(stream::unfold(pages, Pages::next).fuse().boxed())
    }
}

impl<T> Stream for Items<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(context)
    }
}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("Items")
    }
}

/// The pages of a list: those that came, and the cursor of the next one if there is one.
struct Pages<A, T> {
    ask: A,
    page: VecDeque<T>,
    cursor: Option<Option<String>>,
}

impl<A, F, T> Pages<A, T>
where
    A: Fn(Option<String>) -> F,
    F: Future<Output = Result<(Vec<T>, Option<String>), Error>>,
{
    async fn next(mut self) -> Option<(Result<T, Error>, Self)> {
        loop {
            if let Some(item) = self.page.pop_front() {
                return Some((Ok(item), self));
            }
            match (self.ask)(self.cursor.take()?).await {
                Ok((page, next)) => {
                    self.page = page.into();
                    self.cursor = next.map(Some);
                }
                Err(error) => return Some((Err(error), self)),
            }
        }
    }
}

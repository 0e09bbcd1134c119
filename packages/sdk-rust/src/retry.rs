//! When a question is asked again, and after how long.

use std::time::Duration;

use tokio::time::{Instant, sleep, timeout_at};

use crate::error::Error;

const MOST_REPETITIONS: u32 = 2;
const FIRST_DELAY: Duration = Duration::from_millis(500);
const LONGEST_DELAY: Duration = Duration::from_secs(30);

/// Asks until there is an answer, asking again makes no sense, or the time is over.
pub(crate) async fn asked<A, F: Future<Output = Result<A, Error>>>(
    may_be_repeated: bool,
    deadline: Option<Instant>,
    mut ask: impl FnMut() -> F,
) -> Result<A, Error> {
    let mut repetitions = 0;
    loop {
        let error = match in_time(deadline, ask()).await {
            Ok(answer) => return Ok(answer),
            Err(error) => error,
        };
        let may_help = may_be_repeated && error.is_retryable() && repetitions < MOST_REPETITIONS;
        let delay = delay_after(repetitions, error.retry_after());
        if !may_help || delay > LONGEST_DELAY || ends_after(delay, deadline) {
            return Err(error);
        }
        sleep(delay).await;
        repetitions += 1;
    }
}

/// How long to wait before a stream is opened again that failed so often since anything came.
pub(crate) fn delay_of_stream(failed: u32, retry_after: Option<Duration>) -> Duration {
    let delay = FIRST_DELAY.saturating_mul(2_u32.saturating_pow(failed));
    delay.min(LONGEST_DELAY).max(retry_after.unwrap_or_default())
}

fn delay_after(repetitions: u32, retry_after: Option<Duration>) -> Duration {
    (FIRST_DELAY * 2_u32.pow(repetitions)).max(retry_after.unwrap_or_default())
}

fn ends_after(delay: Duration, deadline: Option<Instant>) -> bool {
    deadline.is_some_and(|deadline| delay > deadline.duration_since(Instant::now()))
}

async fn in_time<A>(
    deadline: Option<Instant>,
    asking: impl Future<Output = Result<A, Error>>,
) -> Result<A, Error> {
    match deadline {
        Some(deadline) => {
            timeout_at(deadline, asking).await.unwrap_or_else(|_| Err(Error::timeout()))
        }
        None => asking.await,
    }
}

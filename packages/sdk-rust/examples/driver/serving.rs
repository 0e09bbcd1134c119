//! The program over the async client: each question is a task, and is given up by ending it.

use std::collections::HashMap;

use serde::Serialize;
use slo_monitor::{Client, Items};
use tokio::io::{AsyncBufReadExt, BufReader, stdin};
use tokio::task::JoinHandle;

use crate::asking::{answer, named, question};
use crate::saying::{Asked, say, say_cancelled, say_outcome, written};
use crate::{ask, ask_all};

/// Answers until the input ends.
pub async fn serve(client: Client) -> Result<(), String> {
    let mut lines = BufReader::new(stdin()).lines();
    let mut tasks: HashMap<u64, (JoinHandle<()>, bool)> = HashMap::new();
    while let Some(line) = lines.next_line().await.map_err(|error| error.to_string())? {
        let asked = Asked::read(&line)?;
        if !asked.cancel {
            let (id, streams) = (asked.id, asked.streams());
            tasks.insert(id, (tokio::spawn(carry_out(client.clone(), asked)), streams));
        } else if let Some((task, streams)) = tasks.remove(&asked.id) {
            task.abort();
            if task.await.is_err_and(|ended| ended.is_cancelled()) {
                say_cancelled(asked.id, streams);
            }
        }
    }
    tasks.into_values().for_each(|(task, _)| task.abort());
    Ok(())
}

async fn carry_out(client: Client, mut asked: Asked) {
    let timeout = asked.timeout();
    let client = timeout.map_or(client.clone(), |timeout| client.with_timeout(timeout));
    match asked.call.as_str() {
        "listen_to_events" => tell(asked.id, client.listen_to_events(question(&asked.with))).await,
        "listen_to_plan_run" => {
            tell(asked.id, client.listen_to_plan_run(named(&asked.with, "id"))).await;
        }
        _ if asked.all => say_outcome(asked.id, ask_all!(client, asked, .collect().await)),
        _ => say_outcome(asked.id, ask!(client, asked, .await)),
    }
}

async fn tell<T: Serialize + Send + 'static>(id: u64, mut items: Items<T>) {
    while let Some(next) = items.next().await {
        match next {
            Ok(item) => say(id, "item", answer(item)),
            Err(error) => return say(id, "error", written(&error)),
        }
    }
    say(id, "ended", true.into());
}

//! The program over the blocking client: each question is a thread; one that is given up is left alone.

use std::collections::HashMap;
use std::io::stdin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use serde::Serialize;
use slo_monitor::blocking::{Client, Items};

use crate::asking::{answer, named, question};
use crate::saying::{Asked, say, say_cancelled, say_outcome, written};
use crate::{ask, ask_all};

/// Answers until the input ends.
pub fn serve(client: slo_monitor::Client) -> Result<(), String> {
    let client = Client::new(client).map_err(|error| error.to_string())?;
    let mut given_up: HashMap<u64, (Arc<AtomicBool>, bool)> = HashMap::new();
    for line in stdin().lines() {
        let asked = Asked::read(&line.map_err(|error| error.to_string())?)?;
        if !asked.cancel {
            let is_over = Arc::new(AtomicBool::new(false));
            given_up.insert(asked.id, (Arc::clone(&is_over), asked.streams()));
            let client = client.clone();
            thread::spawn(move || carry_out(client, asked, &is_over));
        } else if let Some((is_over, streams)) = given_up.remove(&asked.id)
            && !is_over.swap(true, Ordering::SeqCst)
        {
            say_cancelled(asked.id, streams);
        }
    }
    Ok(())
}

fn carry_out(client: Client, mut asked: Asked, is_over: &AtomicBool) {
    let timeout = asked.timeout();
    let client = timeout.map_or(client.clone(), |timeout| client.with_timeout(timeout));
    match asked.call.as_str() {
        "listen_to_events" => {
            return tell(asked.id, client.listen_to_events(question(&asked.with)), is_over);
        }
        "listen_to_plan_run" => {
            return tell(asked.id, client.listen_to_plan_run(named(&asked.with, "id")), is_over);
        }
        _ => {}
    }
    let outcome = if asked.all {
        ask_all!(client, asked, .collect::<Result<Vec<_>, _>>())
    } else {
        ask!(client, asked,)
    };
    if !is_over.swap(true, Ordering::SeqCst) {
        say_outcome(asked.id, outcome);
    }
}

fn tell<T: Serialize + Send + 'static>(id: u64, items: Items<T>, is_over: &AtomicBool) {
    for next in items {
        if is_over.load(Ordering::SeqCst) {
            return;
        }
        match next {
            Ok(item) => say(id, "item", answer(item)),
            Err(error) => {
                is_over.store(true, Ordering::SeqCst);
                return say(id, "error", written(&error));
            }
        }
    }
    if !is_over.swap(true, Ordering::SeqCst) {
        say(id, "ended", true.into());
    }
}

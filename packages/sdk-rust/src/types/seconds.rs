//! A length of time in a question: seconds on the wire, a `Duration` in a program.

use std::fmt;
use std::time::Duration;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

/// Seconds; read from a number, or from text such as `90s`, `5m` or `1h`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Seconds(pub(crate) f64);

impl From<Duration> for Seconds {
    fn from(length: Duration) -> Self {
        Self(length.as_secs_f64())
    }
}

impl<'de> Deserialize<'de> for Seconds {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Written)
    }
}

struct Written;

impl Visitor<'_> for Written {
    type Value = Seconds;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("a number of seconds, or text such as 90s, 5m or 1h")
    }

    fn visit_f64<E: de::Error>(self, seconds: f64) -> Result<Seconds, E> {
        Ok(Seconds(seconds))
    }

    fn visit_u64<E: de::Error>(self, seconds: u64) -> Result<Seconds, E> {
        Ok(Seconds(seconds as f64))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Seconds, E> {
        read(text).map(Seconds).ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
    }
}

/// Reads `90s`; none if it is written in another way.
fn read(text: &str) -> Option<f64> {
    let digits = text.trim_end_matches(|letter: char| letter.is_ascii_lowercase());
    let unit = match text.get(digits.len()..)? {
        "ms" => 0.001,
        "s" => 1.0,
        "m" => 60.0,
        "h" => 3_600.0,
        "d" => 86_400.0,
        _ => return None,
    };
    let is_whole = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    is_whole.then(|| digits.parse::<f64>().ok())?.map(|count| count * unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_of_time_is_read_as_the_service_reads_it() {
        let cases =
            [("90s", 90.0), ("5m", 300.0), ("1h", 3_600.0), ("2d", 172_800.0), ("500ms", 0.5)];
        for (text, seconds) in cases {
            assert_eq!(read(text), Some(seconds), "{text}");
        }
        for text in ["", "s", "5", "5 m", "-5m", "1.5h", "5M", "5w"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}

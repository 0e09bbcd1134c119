//! How server-sent events are read (WHATWG HTML, section 9.2.6); what an event means is not known here.

/// What a blank line completed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Block {
    /// The id that this block had, or the last one before it that had one.
    pub id: Option<i64>,
    /// Its lines of data; none if it had none.
    pub data: Option<String>,
}

/// Takes bytes as they come.
#[derive(Debug)]
pub(crate) struct Parser {
    id: Option<i64>,
    data: Option<String>,
    line: Vec<u8>,
    is_first_line: bool,
    ended_in_return: bool,
}

impl Parser {
    /// Begins a stream that goes on after this id.
    pub(crate) fn new(id: Option<i64>) -> Self {
        Self { id, data: None, line: Vec::new(), is_first_line: true, ended_in_return: false }
    }

    /// Gives the blocks that are complete now.
    pub(crate) fn feed(&mut self, bytes: &[u8]) -> Vec<Block> {
        let mut blocks = Vec::new();
        for &byte in bytes {
            let is_second_half = byte == b'\n' && self.ended_in_return;
            self.ended_in_return = byte == b'\r';
            match byte {
                _ if is_second_half => {}
                b'\r' | b'\n' => blocks.extend(self.end_line()),
                _ => self.line.push(byte),
            }
        }
        blocks
    }

    fn end_line(&mut self) -> Option<Block> {
        let bytes = std::mem::take(&mut self.line);
        let text = String::from_utf8_lossy(&bytes);
        let is_first = std::mem::take(&mut self.is_first_line);
        let line = if is_first { text.strip_prefix('\u{feff}').unwrap_or(&text) } else { &text };
        if line.is_empty() {
            return Some(Block { id: self.id, data: self.data.take() });
        }
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        self.take(name, value.strip_prefix(' ').unwrap_or(value));
        None
    }

    fn take(&mut self, name: &str, value: &str) {
        match (name, &mut self.data) {
            ("data", Some(data)) => {
                data.push('\n');
                data.push_str(value);
            }
            ("data", none) => *none = Some(value.to_owned()),
            ("id", _) => self.id = value.parse().ok().or(self.id),
            _ => {}
        }
    }
}

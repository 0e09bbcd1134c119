//! Writes the messages of gRPC: `slo-monitor-codegen DESCRIPTORS FOLDER`; see `../generate.sh`.

use std::error::Error;
use std::{env, fs};

use prost::Message;
use prost_types::FileDescriptorSet;

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = env::args().skip(1).collect();
    let [descriptors, folder] = words.as_slice() else {
        return Err("say which descriptors to read, and into which folder to write".into());
    };
    let set = FileDescriptorSet::decode(fs::read(descriptors)?.as_slice())?;
    prost_build::Config::new().btree_map(["."]).out_dir(folder).compile_fds(set)?;
    Ok(())
}

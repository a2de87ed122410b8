//! What the crates do together, over real sockets and on both databases.

mod featured;
mod harness;
mod input;
mod matrix;
mod pages;
mod stream;
mod table;

//! Invitations by mail: composed, sent or saved; answers fetched, or read from a file (iMIP, RFC 6047).

pub mod compose;
pub mod fetch;
mod nesting;
pub mod read;
pub mod send;

pub use compose::{Attachment, BadLetter, Composed, Letter, Who, compose};
pub use fetch::{Mailbox, NotFetched};
pub(crate) use nesting::Nesting;
pub use read::{NotRead, Received, read, read_file};
pub use send::{NotSent, greet, send};

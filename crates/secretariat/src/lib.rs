//! The edge of the scheduling desk: where a plan leaves the officer's hands and where what others say comes in.
//!
//! - [`drafts`]: plans on disk, never lost.
//! - [`book`]: the server's calendar that the officers of two delegations share, sealed; two who write at once lose nothing.
//! - [`mail`]: an invitation out by SMTP or into a file, answers in by IMAP or from a file (RFC 6047).
//! - [`caldav`]: a ministry's own calendar server, both ways (RFC 4791, RFC 6578).
//! - [`busy`]: when people of a side are elsewhere.
//! - [`links`]: how the sides join, convened beside a plan.
//! - [`settings`]: which servers the desk works with; [`trial`]: whether they answer. [`reminders`]: what is to be spoken of now.
//! - [`feed`]: a calendar that is only read: one written for others, another's subscribed to.
//!
//! What any of it means is decided in `chancery_schedule`; here is what can fail: sockets, files, other people's servers.
//!
//! Architecture invariants: every wait, body, line and count is bounded, whatever a server sends; passwords go over TLS or to
//! this machine itself and nowhere else; nobody's words, names or addresses reach a log or a `Debug`; no file is ever half
//! written.

mod arrivals;
pub mod book;
pub mod busy;
pub mod caldav;
pub mod desk;
pub mod drafts;
pub mod feed;
mod files;
pub mod line;
pub mod links;
pub mod mail;
pub mod network;
pub mod reminders;
pub mod settings;
pub mod trial;

pub use files::{Unwritable, write};
pub use line::{Login, Security, Server};
pub use network::{BadRoots, Network, Patience};

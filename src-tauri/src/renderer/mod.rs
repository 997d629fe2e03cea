//! How pictures reach the screen: the page says where each tile lies, the engine brings pictures, a [`Renderer`] puts
//! them there.
//!
//! Pictures never pass through the view model, the page's component framework or Tauri's own messages: those were
//! measured and are several times as slow. The first renderer, [`canvas::CanvasRenderer`], composes the whole stage into
//! one picture and hands it to a canvas in the page over a local WebSocket; it works everywhere. Others (a native
//! surface, WebGL) can stand beside it behind the same trait.

pub mod board;
pub mod canvas;
pub mod credits;
pub mod door;
pub mod hub;
pub mod layout;
pub mod measures;
pub mod message;
mod socket;

pub use layout::{Fit, StageLayout, StageSource, Tile};
pub use measures::Measures;

use chancery_engine::PictureHub;
use serde::Serialize;
use std::sync::Arc;

/// How the page attaches to the renderer.
#[derive(Clone, Serialize)]
pub struct RendererInfo {
    /// Where the renderer listens, on this machine only: `ws://127.0.0.1:PORT/`.
    pub url: String,
    /// Opens it once. Asking again makes a new one and voids this one.
    pub token: String,
}

impl std::fmt::Debug for RendererInfo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RendererInfo").field("url", &self.url).field("token", &"[secret]").finish()
    }
}

/// Layout in, pictures in, presented out.
pub trait Renderer: Send + Sync {
    /// Where the engine puts pictures.
    fn hub(&self) -> Arc<dyn PictureHub>;
    /// Where the page wants them. The whole layout, each time it changes.
    fn set_layout(&self, layout: StageLayout);
    /// A new way in for the page, which calls this for every connection it makes.
    ///
    /// # Errors
    /// Where the system gives no random bytes.
    fn invite(&self) -> Result<RendererInfo, RendererError>;
    /// What was presented so far.
    fn measures(&self) -> Measures;
    /// Ends its threads and connections. Called once; what comes after is ignored.
    fn stop(&self);
}

/// Why pictures cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum RendererError {
    /// The local socket cannot be opened.
    #[error("no local port for pictures could be opened ({0}): allow this program to listen on 127.0.0.1")]
    Listen(#[source] std::io::Error),
    /// No thread could be started.
    #[error("no thread for pictures could be started ({0}): close other programs and start Chancery again")]
    Thread(#[source] std::io::Error),
    /// The system gives no random bytes.
    #[error("the system gives no random bytes: restart the machine, or ask its administrator")]
    NoRandom,
}

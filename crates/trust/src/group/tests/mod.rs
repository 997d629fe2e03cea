//! The group in simulated rooms: see `world`.

mod hostile;
mod life;
mod measure;
mod seeds;
mod world;

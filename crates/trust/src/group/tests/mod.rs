//! The group in simulated rooms: see `world`.

mod hostile;
mod life;
mod seeds;
mod world;

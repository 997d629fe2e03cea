//! The group in simulated rooms: see `world`.

mod hostile;
mod life;
mod rivals;
mod seeds;
mod world;

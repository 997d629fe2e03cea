//! The group in simulated rooms: see `world`.

mod bounds;
mod hostile;
mod life;
mod rivals;
mod second;
mod seeds;
mod world;

//! Builds anew when a migration is added: `sqlx::migrate!` reads the folder at compile time.
#![allow(clippy::print_stdout)]

fn main() {
    println!("cargo:rerun-if-changed=migrations");
}

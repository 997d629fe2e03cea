//! Checks that the screen was built, then lets Tauri generate what it embeds.

use std::path::Path;

#[expect(clippy::print_stderr, reason = "Cargo shows it to whoever builds")]
fn main() {
    let screen = Path::new("../ui/dist/index.html");
    println!("cargo:rerun-if-changed=../ui/dist");
    if !screen.is_file() {
        // The window would open empty: better no window than that.
        eprintln!(
            "error: the screen is not built: ui/dist/index.html is missing.\n\
             Build it first, in the folder ui:  npm ci && npm run build\n\
             (cargo xtask setup and cargo xtask demo do so by themselves)"
        );
        std::process::exit(1);
    }
    tauri_build::build();
}

//! Writes real input of each decoder into its corpus: what fuzzing begins with.

use std::path::Path;

fn main() -> std::io::Result<()> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    for (n, (name, bytes)) in chancery_decoders::beginnings().into_iter().enumerate() {
        let folder = corpus.join(name);
        std::fs::create_dir_all(&folder)?;
        std::fs::write(folder.join(format!("real-{n:02}")), bytes)?;
    }
    Ok(())
}

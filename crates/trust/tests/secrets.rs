//! No secret shows itself. Which types hold one is not a list that somebody keeps: it is read from the sources. A type is a
//! secret where it is wiped when it is dropped, or holds a key of one of the libraries, or bytes that are wiped; such a type
//! either has no `Debug`, or one that says that it is redacted or leaves something out, and names none of those fields.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Types of fields that are secret by what they are.
const KEYS: [&str; 8] = [
    "Zeroizing<",
    "LessSafeKey",
    "Ed25519KeyPair",
    "hmac::Key",
    "EncryptionKey",
    "DecryptionKey",
    "SigningKey",
    "MlsGroup",
];
/// Types that show what they hold.
const PLAIN: [&str; 4] = ["[u8", "Vec<u8>", "String", "Box<str>"];

/// One type, as it is written.
#[derive(Debug, Default)]
struct Type {
    derives: String,
    /// Name (or number) and type of each field.
    fields: Vec<(String, String)>,
    /// The body of its own `Debug`.
    debug: Option<String>,
    /// It is wiped by its own `Drop`, or says that it is.
    wiped: bool,
}

/// The text up to where the bracket that it begins with is closed.
fn bracketed(text: &str) -> &str {
    let open = text.chars().next().unwrap_or_default();
    let close = match open {
        '{' => '}',
        '(' => ')',
        _ => return "",
    };
    let mut depth = 0;
    for (at, c) in text.char_indices() {
        depth += i32::from(c == open) - i32::from(c == close);
        if depth == 0 {
            return &text[1..at];
        }
    }
    ""
}

fn name(text: &str) -> &str {
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$')).unwrap_or(text.len());
    &text[..end]
}

/// Splits at commas that stand in no bracket.
fn parts(text: &str) -> Vec<String> {
    let (mut depth, mut all) = (0, vec![String::new()]);
    for c in text.chars() {
        depth += i32::from("(<[{".contains(c)) - i32::from(")>]}".contains(c));
        if c == ',' && depth == 0 {
            all.push(String::new());
        } else if let Some(last) = all.last_mut() {
            last.push(c);
        }
    }
    all.retain(|part| !part.trim().is_empty());
    all
}

fn without_comments(source: &str) -> String {
    source.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// What a source says of its types; of what is only there for tests, nothing.
fn types(source: &str) -> BTreeMap<String, Type> {
    let source = without_comments(source);
    let source = source.split("#[cfg(test)]\nmod").next().unwrap_or_default();
    let mut types: BTreeMap<String, Type> = BTreeMap::new();
    for (at, _) in source.match_indices("struct ") {
        let word = at == 0 || !source[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let rest = &source[at + "struct ".len()..];
        let found = name(rest);
        if !word || found.is_empty() {
            continue;
        }
        let after = &rest[found.len()..];
        let Some(open) = after.find(['{', '(', ';']) else { continue };
        let tuple = after[open..].starts_with('(');
        let fields = parts(bracketed(&after[open..]));
        let field = |(n, part): (usize, &String)| match part.rsplit_once("pub").map_or(&part[..], |(_, rest)| rest) {
            part if tuple => (n.to_string(), part.to_owned()),
            part => part.split_once(':').map(|(n, t)| (n.trim().to_owned(), t.to_owned())).unwrap_or_default(),
        };
        // The attributes stand between the item before and this one.
        let before = source[..at].rfind(['}', ';']).map_or(0, |end| end + 1);
        let one = types.entry(found.to_owned()).or_default();
        one.derives.push_str(&source[before..at]);
        one.fields = fields.iter().enumerate().map(field).collect();
    }
    for (of, what) in [(" Debug for ", 0), ("::Debug for ", 0), (" Drop for ", 1), ("ZeroizeOnDrop for ", 2)] {
        for (at, _) in source.match_indices(of) {
            let rest = &source[at + of.len()..];
            let one = types.entry(name(rest).to_owned()).or_default();
            let body = rest.find('{').map_or("", |open| bracketed(&rest[open..])).to_owned();
            match what {
                0 => one.debug = Some(body),
                1 => one.wiped |= body.contains("zeroize"),
                _ => one.wiped = true,
            }
        }
    }
    types
}

/// `None`: no secret. What is wrong with how it shows itself, or nothing.
fn judged(of: &Type) -> Option<Result<(), &'static str>> {
    let has = |kinds: &[&str], kind: &str| kinds.iter().any(|k| kind.contains(k));
    let wiped = of.wiped || of.derives.contains("Zeroize");
    if !wiped && !of.fields.iter().any(|(_, kind)| has(&KEYS, kind)) {
        return None;
    }
    let secret = |(_, kind): &&(String, String)| has(&KEYS, kind) || (wiped && has(&PLAIN, kind));
    let mut secrets = of.fields.iter().filter(secret).map(|(name, _)| name);
    if of.derives.contains("Debug") {
        return Some(if secrets.next().is_none() { Ok(()) } else { Err("its derived Debug shows it") });
    }
    let Some(body) = &of.debug else { return Some(Ok(())) };
    if !body.contains("redacted") && !body.contains("finish_non_exhaustive") {
        return Some(Err("its Debug does not say that it is redacted"));
    }
    let shown = secrets.any(|name| {
        let named = format!("self.{name}");
        body.match_indices(&named).any(|(at, _)| {
            let rest = &body[at + named.len()..];
            // How many there are is no secret.
            !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_') && !rest.starts_with(".len()")
        })
    });
    Some(if shown { Err("its Debug names the secret field") } else { Ok(()) })
}

fn sources(folder: &Path, all: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() && !path.ends_with("target") && !path.ends_with("node_modules") {
            sources(&path, all);
        } else if path.extension().is_some_and(|e| e == "rs") && path.components().any(|c| c.as_os_str() == "src") {
            all.push(path);
        }
    }
}

#[test]
fn every_secret_type_of_every_crate_is_redacted() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut files = Vec::new();
    for folder in ["crates", "src-tauri"] {
        sources(&root.join(folder), &mut files);
    }
    let mut found: BTreeMap<String, Result<(), &str>> = BTreeMap::new();
    for file in files {
        let source = fs::read_to_string(&file).expect("a source is text");
        for (name, of) in types(&source) {
            if let Some(verdict) = judged(&of) {
                found.insert(format!("{}: {name}", file.display()), verdict);
            }
        }
    }
    let bad: Vec<_> = found.iter().filter_map(|(name, v)| v.err().map(|why| format!("{name}: {why}"))).collect();
    assert!(bad.is_empty(), "secrets that show themselves:\n{}", bad.join("\n"));
    // The reading sees what there is: some of each way to be a secret.
    for known in [
        "$name",
        "Seed",
        "DeviceKey",
        "Identity",
        "Root",
        "Passphrase",
        "EpochKeys",
        "LeafKey",
        "MeetingKeys",
        "Storage",
        "SendKey",
    ] {
        assert!(found.keys().any(|name| name.ends_with(&format!(": {known}"))), "{known} is not among {found:#?}");
    }
}

#[test]
fn a_secret_that_shows_itself_is_found() {
    for (source, why) in [
        ("#[derive(Clone, Debug, ZeroizeOnDrop)]\npub struct A(pub [u8; 32]);", "its derived Debug shows it"),
        ("#[derive(Debug)]\nstruct B {\n    key: Zeroizing<[u8; 32]>,\n}", "its derived Debug shows it"),
        (
            "struct C { key: LessSafeKey }\nimpl fmt::Debug for C { fn fmt(&self) { f.write_str(\"C\") } }",
            "its Debug does not say that it is redacted",
        ),
        (
            "struct D { n: u8, key: Zeroizing<Vec<u8>> }\nimpl Debug for D { fn fmt(&self) { x(&self.key).finish_non_exhaustive() } }",
            "its Debug names the secret field",
        ),
        (
            "#[derive(Debug)] struct E { text: String }\nimpl Drop for E { fn drop(&mut self) { self.text.zeroize(); } }",
            "its derived Debug shows it",
        ),
    ] {
        let verdicts: Vec<_> = types(source).values().filter_map(judged).collect();
        assert_eq!(verdicts, [Err(why)], "{source}");
    }
    let fine = "#[derive(Debug)]\nstruct F { n: u8 }\n#[derive(Zeroize)]\nstruct G([u8; 4]);";
    let verdicts: Vec<_> = types(fine).values().filter_map(judged).collect();
    assert_eq!(verdicts, [Ok(())], "what holds no secret, and what has no Debug at all");
}

//! Which fonts a language is set in: a serif where the machine has one, as official papers have it.

use crate::Unprinted;
use chancery_schedule::note::{Language, Note};
use fontdb::{Database, ID, Query, Weight};
use parley::fontique::{Blob, Collection, CollectionOptions, SourceCache};
use parley::{FontContext, LayoutContext};
use std::collections::HashSet;
use std::sync::Arc;

/// Fonts to set notes in, and what is kept between paragraphs to set them faster.
pub struct Fonts {
    pub(crate) context: FontContext,
    pub(crate) layout: LayoutContext<()>,
    /// The families in order of preference, by language.
    pub(crate) families: Vec<String>,
}

/// For Latin and Cyrillic, for Arabic, for Chinese: the first that is there is taken.
const LATIN: [&str; 6] =
    ["Noto Serif", "Liberation Serif", "Times New Roman", "DejaVu Serif", "Noto Sans", "DejaVu Sans"];
const ARABIC: [&str; 5] = ["Noto Naskh Arabic", "Amiri", "Scheherazade New", "Traditional Arabic", "Noto Sans Arabic"];
const CHINESE: [&str; 6] =
    ["Noto Serif CJK SC", "Source Han Serif SC", "Noto Serif SC", "SimSun", "Noto Sans CJK SC", "Microsoft YaHei"];

/// The families that a language is best set in, the first best.
pub(crate) fn wanted(language: Language) -> &'static [&'static str] {
    match language {
        Language::Ar => &ARABIC,
        Language::Zh => &CHINESE,
        _ => &LATIN,
    }
}

impl Fonts {
    /// Of these files, in order of preference; what is no font is passed over.
    pub fn new(files: impl IntoIterator<Item = Arc<Vec<u8>>>) -> Self {
        let mut collection = Collection::new(CollectionOptions { shared: false, system_fonts: false });
        let mut families: Vec<String> = Vec::new();
        for file in files {
            for (id, _) in collection.register_fonts(Blob::new(file), None) {
                if let Some(name) = collection.family_name(id)
                    && !families.iter().any(|f| f == name)
                {
                    families.push(name.to_owned());
                }
            }
        }
        let context = FontContext { collection, source_cache: SourceCache::default() };
        Self { context, layout: LayoutContext::new(), families }
    }

    /// Those that these notes need, regular and bold, out of a database of the machine's fonts: the wanted families of each
    /// language, and for characters that none of them has any font that has them (names are written in any script). Reads the files.
    ///
    /// # Errors
    /// [`Unprinted::NoFont`].
    pub fn chosen(database: &Database, notes: &[Note]) -> Result<Self, Unprinted> {
        let mut taken: Vec<ID> = Vec::new();
        for note in notes {
            let tag = note.language.tag();
            let mut missing: Vec<char> =
                note.paragraphs.iter().flat_map(|p| p.text.chars()).filter(|c| crate::set::needs_shape(*c)).collect();
            missing.sort_unstable();
            missing.dedup();
            let best =
                wanted(note.language).iter().chain(&LATIN).find_map(|name| family(database, name, Weight::NORMAL));
            let latin = LATIN.iter().find_map(|name| family(database, name, Weight::NORMAL));
            for id in best.into_iter().chain(latin) {
                take(database, id, &mut taken, &mut missing);
            }
            for c in missing.clone() {
                if !missing.contains(&c) {
                    continue;
                }
                let has = |id: &ID| covers(database, *id, &[c]);
                let found = database.faces().map(|f| f.id).find(has);
                let found = found.ok_or(Unprinted::NoFont { language: tag, character: u32::from(c) })?;
                take(database, found, &mut taken, &mut missing);
            }
        }
        let mut sources = HashSet::new();
        let mut files = Vec::new();
        for id in taken {
            let Some((source, _)) = database.face_source(id) else { continue };
            if sources.insert(format!("{source:?}"))
                && let Some(bytes) = database.with_face_data(id, |data, _| data.to_vec())
            {
                files.push(Arc::new(bytes));
            }
        }
        Ok(Self::new(files))
    }

    /// The families for a language, all of them, the wanted first.
    pub(crate) fn for_language(&self, language: Language) -> Vec<String> {
        let wanted = wanted(language).iter().chain(&LATIN);
        let mut out: Vec<String> =
            wanted.filter(|w| self.families.iter().any(|f| f == *w)).map(|w| (*w).to_owned()).collect();
        out.extend(self.families.iter().filter(|f| !out.contains(f)).cloned().collect::<Vec<_>>());
        out
    }
}

fn family(database: &Database, name: &str, weight: Weight) -> Option<ID> {
    let found = database.query(&Query { families: &[fontdb::Family::Name(name)], weight, ..Query::default() })?;
    let face = database.face(found)?;
    face.families.iter().any(|(family, _)| family == name).then_some(found)
}

/// Takes a face and its bold, and what it has out of what is missing.
fn take(database: &Database, id: ID, taken: &mut Vec<ID>, missing: &mut Vec<char>) {
    if !taken.contains(&id) {
        taken.push(id);
        let bold = database
            .face(id)
            .and_then(|f| f.families.first())
            .and_then(|(name, _)| family(database, name, Weight::BOLD));
        taken.extend(bold.filter(|b| *b != id));
    }
    let has: HashSet<char> = missing.iter().copied().filter(|c| covers(database, id, &[*c])).collect();
    missing.retain(|c| !has.contains(c));
}

fn covers(database: &Database, id: ID, text: &[char]) -> bool {
    database
        .with_face_data(id, |data, index| {
            let Ok(font) = ttf_parser::Face::parse(data, index) else { return false };
            text.iter().all(|c| font.glyph_index(*c).is_some_and(|g| g.0 != 0))
        })
        .unwrap_or(false)
}

//! Lines onto pages, and the pages into a file.

use crate::Unprinted;
use crate::set::{Leaf, Line, MARGIN, PAGE, Paragraph, Run};
use chancery_schedule::note::Kind;
use jiff::Timestamp;
use krilla::configure::{Archival, ConfigurationBuilder};
use krilla::geom::Point;
use krilla::metadata::{DateTime, Metadata};
use krilla::page::PageSettings;
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, SpanTag, Tag, TagGroup, TagKind, TagTree};
use krilla::text::{Font, GlyphId, KrillaGlyph};
use krilla::{Document, SerializeSettings};
use std::collections::HashMap;
use std::num::NonZeroU16;

/// A page: its lines, and what stands above them.
pub struct Sheet {
    pub lines: Vec<Placed>,
    pub head: Option<Paragraph>,
}

/// From the upper edge of a page to what stands above its text.
const HEAD: f32 = 30.0;

/// What stands on a page: a line of a paragraph of a leaf, and its baseline from the top.
pub struct Placed {
    leaf: usize,
    paragraph: usize,
    line: usize,
    baseline: f32,
}

/// Distributes lines: a leaf begins a page, and a paragraph that has one follow it in a list does not end one.
/// Each page with its leaf, and which of that leaf's it is.
pub fn paged(leaves: &[Leaf]) -> Vec<(Vec<Placed>, usize, usize)> {
    let bottom = PAGE.1 - MARGIN;
    let mut pages: Vec<Vec<Placed>> = Vec::new();
    for (l, leaf) in leaves.iter().enumerate() {
        let mut y = MARGIN;
        pages.push(Vec::new());
        for (p, paragraph) in leaf.paragraphs.iter().enumerate() {
            let first = pages.last().is_some_and(Vec::is_empty);
            y += if first { 0.0 } else { paragraph.above };
            // A paragraph that would leave one line alone at the foot of a page begins the next; so does the line before a list.
            let lines = &paragraph.lines;
            let leads = leaf
                .paragraphs
                .get(p + 1)
                .is_some_and(|next| paragraph.kind == Kind::Body && matches!(next.kind, Kind::Time | Kind::Item));
            let next = leaf.paragraphs.get(p + 1).filter(|_| leads && lines.len() <= 2);
            let mut needed: f32 = lines.iter().take(2).map(|line| line.height).sum::<f32>()
                + next.map_or(0.0, |n| n.above + n.lines.first().map_or(0.0, |line| line.height));
            // Place, date and address do not stand on a page alone: what they end goes with them.
            if leaf.paragraphs.get(p + 1).is_some_and(|next| next.kind == Kind::Place) {
                let rest = leaf.paragraphs[p..].iter().map(|q| q.above + height(q)).sum::<f32>();
                needed = needed.max(rest - paragraph.above);
            }
            if y + needed > bottom && !first {
                pages.push(Vec::new());
                y = MARGIN;
            }
            for (i, line) in lines.iter().enumerate() {
                if y + line.height > bottom && pages.last().is_some_and(|page| !page.is_empty()) {
                    pages.push(Vec::new());
                    y = MARGIN;
                }
                if let Some(page) = pages.last_mut() {
                    page.push(Placed { leaf: l, paragraph: p, line: i, baseline: y + line.baseline });
                }
                y += line.height;
            }
        }
    }
    let mut numbers = vec![0; leaves.len()];
    let numbered = pages.into_iter().map(|page| {
        let leaf = page.first().map_or(0, |placed| placed.leaf);
        numbers[leaf] += 1;
        (page, leaf, numbers[leaf])
    });
    numbered.collect()
}

fn height(paragraph: &Paragraph) -> f32 {
    paragraph.lines.iter().map(|line| line.height).sum()
}

/// The file.
pub fn write(leaves: &[Leaf], sheets: Vec<Sheet>, title: &str, now: Timestamp) -> Result<Vec<u8>, Unprinted> {
    let archival = |e: String| Unprinted::NotArchival(e);
    let configuration = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A2_A)
        .finish()
        .map_err(|e| archival(format!("{e:?}")))?;
    let mut document = Document::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
    let language = leaves.first().map_or("en", |leaf| leaf.language.tag());
    document
        .set_metadata(Metadata::new().title(title.to_owned()).language(language.to_owned()).creation_date(date(now)));
    let mut fonts = HashMap::new();
    // The pieces of each paragraph, in their order, for whoever has it read aloud.
    let mut pieces: HashMap<(usize, usize), Vec<krilla::tagging::Identifier>> = HashMap::new();
    for Sheet { lines, head } in sheets {
        let settings = PageSettings::from_wh(PAGE.0, PAGE.1).ok_or_else(|| archival("no page".into()))?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        // Not of the text: nobody has it read aloud in the middle of a sentence.
        if let Some(head) = &head {
            let _ = surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Header)));
            let mut y = HEAD;
            for line in &head.lines {
                draw(&mut surface, line, &head.text, y + line.baseline, &mut fonts)?;
                y += line.height;
            }
            surface.end_tagged();
        }
        for place in lines {
            let leaf = &leaves[place.leaf];
            let paragraph = &leaf.paragraphs[place.paragraph];
            let span = SpanTag::empty().with_lang(Some(leaf.language.tag()));
            let piece = surface.start_tagged(ContentTag::Span(span));
            draw(&mut surface, &paragraph.lines[place.line], &paragraph.text, place.baseline, &mut fonts)?;
            surface.end_tagged();
            pieces.entry((place.leaf, place.paragraph)).or_default().push(piece);
        }
        surface.finish();
        page.finish();
    }
    let mut tree = TagTree::new().with_lang(Some(language.to_owned()));
    for (l, leaf) in leaves.iter().enumerate() {
        let mut part = TagGroup::new(Tag::Part.with_lang(Some(leaf.language.tag().to_owned())));
        for (p, paragraph) in leaf.paragraphs.iter().enumerate() {
            let kind: TagKind = match paragraph.kind {
                Kind::Title => Tag::Hn(NonZeroU16::MIN, Some(paragraph.text.clone())).into(),
                _ => Tag::P.into(),
            };
            let mut group = TagGroup::new(kind);
            for piece in pieces.remove(&(l, p)).unwrap_or_default() {
                group.push(piece);
            }
            part.push(group);
        }
        tree.push(part);
    }
    document.set_tag_tree(tree);
    document.finish().map_err(|e| archival(format!("{e:?}")))
}

fn draw(
    surface: &mut Surface<'_>,
    line: &Line,
    text: &str,
    baseline: f32,
    fonts: &mut HashMap<(u64, u32), Font>,
) -> Result<(), Unprinted> {
    for run in &line.runs {
        let font = font(run, fonts)?;
        let glyphs: Vec<KrillaGlyph> = run
            .glyphs
            .iter()
            .map(|g| {
                let id = GlyphId::new(g.id);
                let (advance, x, y) = (g.advance / run.size, g.x / run.size, g.y / run.size);
                KrillaGlyph::new(id, advance, x, y, 0.0, g.text.clone(), None)
            })
            .collect();
        surface.draw_glyphs(Point::from_xy(run.x, baseline), &glyphs, font, text, run.size, false);
    }
    Ok(())
}

fn font(run: &Run, fonts: &mut HashMap<(u64, u32), Font>) -> Result<Font, Unprinted> {
    let (data, id) = run.font.data.clone().into_raw_parts();
    if let Some(font) = fonts.get(&(id, run.font.index)) {
        return Ok(font.clone());
    }
    let font = Font::new(data.into(), run.font.index)
        .ok_or_else(|| Unprinted::BadFont(format!("face {} of a file", run.font.index)))?;
    fonts.insert((id, run.font.index), font.clone());
    Ok(font)
}

fn date(now: Timestamp) -> DateTime {
    let utc = now.to_zoned(jiff::tz::TimeZone::UTC);
    let small = |n: i8| u8::try_from(n).unwrap_or(0);
    DateTime::new(u16::try_from(utc.year()).unwrap_or(0))
        .month(small(utc.month()))
        .day(small(utc.day()))
        .hour(small(utc.hour()))
        .minute(small(utc.minute()))
        .second(small(utc.second()))
        .utc_offset_hour(0)
        .utc_offset_minute(0)
}

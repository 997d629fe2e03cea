//! A note into lines: each paragraph shaped and broken to the width of the page, with where its glyphs stand.

use crate::{Fonts, Unprinted};
use chancery_schedule::note::{Kind, Language, Note};
use parley::style::{FontFamily, FontFamilyName, FontWeight, LineHeight, StyleProperty};
use parley::{Alignment, AlignmentOptions, BaseDirection, FontData, Layout};
use std::ops::Range;

/// A4, in points (1/72 inch).
pub const PAGE: (f32, f32) = (595.28, 841.89);
/// Above, below and beside the text.
pub const MARGIN: f32 = 64.0;

/// A note set, not yet on pages.
pub struct Leaf {
    pub language: Language,
    pub paragraphs: Vec<Paragraph>,
}

/// A paragraph set.
pub struct Paragraph {
    pub kind: Kind,
    pub text: String,
    /// The space above it, in points; none at the top of a page.
    pub above: f32,
    pub lines: Vec<Line>,
}

/// A line: from the top of it to its baseline and its bottom, and its runs from left to right.
pub struct Line {
    pub baseline: f32,
    pub height: f32,
    pub runs: Vec<Run>,
}

/// Glyphs of one font.
pub struct Run {
    /// From the left edge of the page.
    pub x: f32,
    pub size: f32,
    pub font: FontData,
    pub glyphs: Vec<Glyph>,
}

/// A glyph: its number in the font, its measures in points, and the bytes of the paragraph that it stands for.
pub struct Glyph {
    pub id: u32,
    pub advance: f32,
    pub x: f32,
    pub y: f32,
    pub text: Range<usize>,
}

struct Style {
    size: f32,
    bold: bool,
    align: Alignment,
    indent: f32,
    above: f32,
}

fn style(kind: Kind, before: Option<Kind>) -> Style {
    let plain = Style { size: 11.0, bold: false, align: Alignment::Start, indent: 0.0, above: 10.0 };
    let again = before == Some(kind);
    match kind {
        Kind::Marking => Style { size: 10.0, bold: true, align: Alignment::End, ..plain },
        Kind::Reference => plain,
        Kind::Title => Style { size: 14.0, bold: true, align: Alignment::Center, above: 20.0, ..plain },
        Kind::Body => plain,
        Kind::Time => Style { bold: true, indent: 24.0, above: if again { 3.0 } else { 8.0 }, ..plain },
        Kind::Item => Style { indent: 24.0, above: if again { 3.0 } else { 6.0 }, ..plain },
        Kind::Place => Style { align: Alignment::End, above: 26.0, ..plain },
        Kind::Addressee => Style { above: if again { 2.0 } else { 30.0 }, ..plain },
    }
}

/// Sets a note.
///
/// # Errors
/// [`Unprinted::NoFont`] for the first character that no font has.
pub fn leaf(note: &Note, fonts: &mut Fonts) -> Result<Leaf, Unprinted> {
    let families = fonts.for_language(note.language);
    let mut paragraphs = Vec::with_capacity(note.paragraphs.len());
    let mut before = None;
    for paragraph in &note.paragraphs {
        let mut style = style(paragraph.kind, before);
        // Naskh is smaller to the eye than Latin letters of the same size.
        style.size *= if note.language == Language::Ar { 1.12 } else { 1.0 };
        let text = paragraph.text.to_string();
        let lines = lines(&text, note.language, &style, &families, fonts)?;
        paragraphs.push(Paragraph { kind: paragraph.kind, text, above: style.above, lines });
        before = Some(paragraph.kind);
    }
    Ok(Leaf { language: note.language, paragraphs })
}

/// What stands above the text of a following page of a note: its marking, its number and the page's.
///
/// # Errors
/// As [`leaf`].
pub fn head(note: &Note, number: usize, fonts: &mut Fonts) -> Result<Paragraph, Unprinted> {
    let families = fonts.for_language(note.language);
    let of = |kind: Kind| note.paragraphs.iter().find(|paragraph| paragraph.kind == kind);
    let named = [Kind::Marking, Kind::Reference].into_iter().filter_map(of).map(|paragraph| paragraph.text.to_string());
    // With signs alone that the times of every note have, so that its fonts have them.
    let text = named.chain([format!("\u{2013} {number} \u{2013}")]).collect::<Vec<_>>().join("    ");
    let style = Style { size: 9.0, bold: false, align: Alignment::Center, indent: 0.0, above: 0.0 };
    let lines = lines(&text, note.language, &style, &families, fonts)?;
    Ok(Paragraph { kind: Kind::Marking, text, above: 0.0, lines })
}

fn lines(
    text: &str,
    language: Language,
    style: &Style,
    families: &[String],
    fonts: &mut Fonts,
) -> Result<Vec<Line>, Unprinted> {
    let names: Vec<FontFamilyName<'_>> = families.iter().map(|f| FontFamilyName::Named(f.as_str().into())).collect();
    let mut builder = fonts.layout.ranged_builder(&mut fonts.context, text, 1.0, false);
    builder.set_base_direction(if language.is_rtl() { BaseDirection::Rtl } else { BaseDirection::Ltr });
    builder.push_default(StyleProperty::FontFamily(FontFamily::List(names.into())));
    builder.push_default(StyleProperty::FontSize(style.size));
    builder.push_default(StyleProperty::LineHeight(LineHeight::FontSizeRelative(1.4)));
    if style.bold {
        builder.push_default(StyleProperty::FontWeight(FontWeight::BOLD));
    }
    let mut layout: Layout<()> = builder.build(text);
    let width = PAGE.0 - 2.0 * MARGIN - style.indent;
    layout.break_all_lines(Some(width));
    layout.align(style.align, AlignmentOptions::default());
    // An indent is on the side where lines begin.
    let left = MARGIN + if language.is_rtl() { 0.0 } else { style.indent };
    let mut out = Vec::with_capacity(layout.len());
    for line in layout.lines() {
        let metrics = line.metrics();
        let mut x = left + metrics.offset;
        let mut runs = Vec::new();
        for run in line.runs() {
            let begin = x;
            let glyphs = glyphs(&run, text, language, &mut x)?;
            if !glyphs.is_empty() {
                runs.push(Run { x: begin, size: run.font_size(), font: run.font().clone(), glyphs });
            }
        }
        let top = metrics.block_min_coord;
        out.push(Line { baseline: metrics.baseline - top, height: metrics.line_height, runs });
    }
    Ok(out)
}

/// Whether a character is to be seen: neither space nor a mark of direction.
pub fn needs_shape(c: char) -> bool {
    !c.is_whitespace()
        && !c.is_control()
        && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// The glyphs of a run from left to right. `x` is moved by their advance.
fn glyphs(
    run: &parley::layout::Run<'_, ()>,
    text: &str,
    language: Language,
    x: &mut f32,
) -> Result<Vec<Glyph>, Unprinted> {
    // A ligature stands for all characters that went into it. From right to left its first one comes last.
    let mut whole: Vec<(Range<usize>, Vec<parley::layout::Glyph>)> = Vec::new();
    for cluster in run.clusters() {
        if cluster.is_ligature_continuation()
            && let Some((range, _)) = whole.last_mut()
        {
            range.end = range.end.max(cluster.text_range().end);
            continue;
        }
        whole.push((cluster.text_range(), cluster.glyphs().collect()));
    }
    if run.is_rtl() {
        whole.reverse();
    }
    let mut out = Vec::new();
    for (range, glyphs) in whole {
        let shown = text.get(range.clone()).unwrap_or_default();
        if glyphs.iter().any(|g| g.id == 0)
            && let Some(c) = shown.chars().find(|c| needs_shape(*c))
        {
            return Err(Unprinted::NoFont { language: language.tag(), character: u32::from(c) });
        }
        for glyph in glyphs.into_iter().filter(|g| g.id != 0) {
            *x += glyph.advance;
            out.push(Glyph { id: glyph.id, advance: glyph.advance, x: glyph.x, y: glyph.y, text: range.clone() });
        }
    }
    Ok(out)
}

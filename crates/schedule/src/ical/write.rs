//! Writing: folded after 75 octets, never inside a character, lines ended by CRLF (RFC 5545 section 3.1).

use super::Component;

/// A component as text, with everything that was read.
pub fn write(component: &Component) -> String {
    let mut out = String::new();
    component_to(component, &mut out);
    out
}

fn component_to(component: &Component, out: &mut String) {
    let mut line = String::new();
    begin_end("BEGIN:", &component.name, &mut line, out);
    for property in &component.lines {
        line.clear();
        if !property.name.is_empty() {
            line.push_str(&property.name);
            for param in &property.params {
                line.push(';');
                line.push_str(&param.name);
                for (i, value) in param.values.iter().enumerate() {
                    line.push(if i == 0 { '=' } else { ',' });
                    param_value(value, &mut line);
                }
            }
            line.push(':');
        }
        line.push_str(&property.value);
        fold(&line, out);
    }
    for part in &component.parts {
        component_to(part, out);
    }
    begin_end("END:", &component.name, &mut line, out);
}

fn begin_end(word: &str, name: &str, line: &mut String, out: &mut String) {
    line.clear();
    line.push_str(word);
    line.push_str(name);
    fold(line, out);
}

/// Quoted where it must be, with what quotes cannot hold encoded (RFC 6868).
fn param_value(value: &str, out: &mut String) {
    let quoted = value.contains([':', ';', ',']);
    if quoted {
        out.push('"');
    }
    for c in value.chars() {
        match c {
            '"' => out.push_str("^'"),
            '\n' => out.push_str("^n"),
            '^' => out.push_str("^^"),
            c => out.push(c),
        }
    }
    if quoted {
        out.push('"');
    }
}

fn fold(line: &str, out: &mut String) {
    let mut rest = line;
    let mut room = 75;
    while rest.len() > room {
        let mut at = room;
        while !rest.is_char_boundary(at) {
            at -= 1;
        }
        out.push_str(&rest[..at]);
        out.push_str("\r\n ");
        rest = &rest[at..];
        // The space that marks the fold counts.
        room = 74;
    }
    out.push_str(rest);
    out.push_str("\r\n");
}

//! What a group costs: ignored by default.

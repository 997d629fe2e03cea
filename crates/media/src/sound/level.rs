//! How loud a voice is, for meters and for who speaks.

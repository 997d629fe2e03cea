//! Rooms from seeds.

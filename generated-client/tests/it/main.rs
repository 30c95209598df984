//! Tests of the crate as a whole.

mod faults_table;
mod fuzz;

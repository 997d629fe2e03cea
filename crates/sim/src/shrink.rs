//! Makes a plan that ends badly smaller: takes steps away as long as it still breaks the same rule.

use crate::{Plan, Violation, run};

/// The smallest plan found that breaks the same rule, and how it ends.
pub fn shrink(plan: &Plan, violation: Violation) -> (Plan, Violation) {
    let (mut plan, mut violation) = (plan.clone(), violation);
    let mut size = plan.steps.len().div_ceil(2).max(1);
    loop {
        let mut at = 0;
        let mut smaller = false;
        while at < plan.steps.len() {
            let mut less = plan.clone();
            less.steps.drain(at..(at + size).min(plan.steps.len()));
            match run(&less) {
                Err(v) if v.what == violation.what => {
                    (plan, violation) = (less, *v);
                    smaller = true;
                }
                _ => at += size,
            }
        }
        if size == 1 && !smaller {
            return (plan, violation);
        }
        size = if smaller { size } else { size.div_ceil(2) }.max(1);
    }
}

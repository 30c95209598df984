//! [`Background`]: the processes that commands have left in the background.

use std::{collections::BTreeMap, fs};

/// The processes that a shell has started or that are in its group, by their IDs. A process whose parent has ended and that has
/// its own group is not among them.
pub(super) struct Background(BTreeMap<u32, Process>);

#[derive(Clone, Copy)]
struct Process {
    parent: u32,
    group: u32,
    /// The time of its start. Another process can get the same ID later.
    start: u64,
}

impl Background {
    /// Reads the processes that run now; `None` if the system does not show them, because it has no `/proc`.
    pub(super) fn of(shell: u32) -> Option<Self> {
        let processes = fs::read_dir("/proc").ok().filter(|_| fs::metadata("/proc/self/stat").is_ok())?;
        let ids = processes.flatten().filter_map(|process| process.file_name().to_str()?.parse().ok());
        let all = ids.filter_map(|id| Some((id, Process::running(id)?))).collect::<BTreeMap<u32, Process>>();
        let is_of_shell = |process: &Process| process.group == shell || process.descends_from(shell, &all);
        let of_shell = all.iter().filter(|(id, process)| **id != shell && is_of_shell(process));
        Some(Self(of_shell.map(|(id, process)| (*id, *process)).collect()))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether all these processes have run before, or were started by such ones.
    pub(super) fn was_begun_by(&self, before: &Self) -> bool {
        self.0.keys().all(|id| self.has_ancestor(*id, before))
    }

    fn has_ancestor(&self, id: u32, before: &Self) -> bool {
        let mut next = self.0.get_key_value(&id);
        // A process can end and another one begin while they are read, so the parents may form a circle.
        for _ in 0..=self.0.len() {
            let Some((id, process)) = next else { return false };
            if before.0.get(id).is_some_and(|known| known.start == process.start) {
                return true;
            }
            // The parent may have ended since it was read.
            if !self.0.contains_key(&process.parent) {
                return before.0.contains_key(&process.parent);
            }
            next = self.0.get_key_value(&process.parent);
        }
        false
    }
}

impl Process {
    /// A process that has not ended.
    fn running(id: u32) -> Option<Self> {
        let stat = fs::read(format!("/proc/{id}/stat")).ok()?;
        // After the name, which can have any character: the state, the parent, the group, and at index 19 the start.
        let stat = String::from_utf8_lossy(&stat);
        let fields: Vec<&str> = stat.rsplit(')').next()?.split_whitespace().collect();
        let (parent, group) = (fields.get(1)?.parse().ok()?, fields.get(2)?.parse().ok()?);
        let process = Self { parent, group, start: fields.get(19)?.parse().ok()? };
        (!matches!(*fields.first()?, "Z" | "X")).then_some(process)
    }

    /// Whether its parents lead to a process. `timeout` and `setsid` have their own groups.
    fn descends_from(&self, ancestor: u32, all: &BTreeMap<u32, Self>) -> bool {
        let mut next = Some(self);
        // A process can end and another one begin while they are read, so the parents may form a circle.
        for _ in 0..=all.len() {
            match next {
                Some(process) if process.parent == ancestor => return true,
                Some(process) => next = all.get(&process.parent),
                None => return false,
            }
        }
        false
    }
}

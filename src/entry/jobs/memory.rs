//! How much memory the process has used.

/// The most memory the process ever held, in bytes, where the system tells (Linux does).
pub(super) fn peak_bytes() -> Option<u64> {
    parse_peak(&std::fs::read_to_string("/proc/self/status").ok()?)
}

fn parse_peak(status: &str) -> Option<u64> {
    let kilobytes = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?
        .trim()
        .strip_suffix("kB")?;
    kilobytes
        .trim()
        .parse::<u64>()
        .ok()
        .map(|kilobytes| kilobytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_peak_is_read_from_the_system_s_own_words() {
        let status = "Name:\ttruonggan\nVmPeak:\t  999 kB\nVmHWM:\t   79872 kB\nThreads:\t3\n";
        assert_eq!(parse_peak(status), Some(79_872 * 1024));
        assert_eq!(parse_peak("Name:\ttruonggan\n"), None);
    }
}

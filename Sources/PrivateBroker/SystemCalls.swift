import Glibc

// The few system calls of this room, with errors as Swift errors.

/// The text of the calling thread's last failed system call.
func systemErrorText(_ number: Int32 = errno) -> String {
    String(cString: strerror(number))
}

/// A process by its number and the time it started, so that a number used again names another.
struct ProcessIdentity: Codable, Hashable, Sendable {
    let pid: Int32
    /// Field 22 of `/proc/PID/stat`: clock ticks since the machine started.
    let started: UInt64

    /// - Returns: `nil` where no such process lives (a zombie is dead)
    init?(pid: Int32) {
        guard let status = ProcessStatus(pid: pid), !status.isDead else { return nil }
        self.pid = pid
        self.started = status.started
    }

    var isAlive: Bool {
        guard let status = ProcessStatus(pid: pid) else { return false }
        return status.started == started && !status.isDead
    }
}

private struct ProcessStatus {
    let isDead: Bool
    let started: UInt64

    init?(pid: Int32) {
        guard let bytes = readWholeFile("/proc/\(pid)/stat") else { return nil }
        // The name in parentheses may hold spaces and parentheses itself; fields count after it.
        let text = String(decoding: bytes, as: UTF8.self)
        guard let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count > 19, let started = UInt64(fields[19]) else { return nil }
        self.isDead = fields[0] == "Z" || fields[0] == "X"
        self.started = started
    }
}

/// - Returns: `nil` where the file cannot be read
func readWholeFile(_ path: String) -> [UInt8]? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var all: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 16_384)
    while true {
        let count = read(file, &chunk, chunk.count)
        if count < 0, errno == EINTR { continue }
        guard count >= 0 else { return nil }
        guard count > 0 else { return all }
        all.append(contentsOf: chunk[0..<count])
    }
}

/// Writes a file anew under its final rights, through a temporary name, so that a reader or a crash
/// never meets half of it.
func writeWholeFile(_ path: String, _ text: String, mode: mode_t) throws(PrivateNodeError) {
    let temporary = path + ".new"
    unlink(temporary)
    let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    guard file >= 0 else { throw .system("cannot write \(path)") }
    let bytes = Array(text.utf8)
    var offset = 0
    while offset < bytes.count {
        let count = bytes[offset...].withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
        if count < 0, errno == EINTR { continue }
        guard count > 0 else {
            close(file)
            throw .system("cannot write \(path)")
        }
        offset += count
    }
    close(file)
    guard rename(temporary, path) == 0 else { throw .system("cannot write \(path)") }
}

/// Creates a folder and what leads to it. One that exists is fine.
func makeFolder(_ path: String, mode: mode_t = 0o700) throws(PrivateNodeError) {
    if mkdir(path, mode) == 0 || errno == EEXIST { return }
    guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex else {
        throw .system("cannot create \(path)")
    }
    try makeFolder(String(path[..<slash]), mode: mode)
    guard mkdir(path, mode) == 0 || errno == EEXIST else { throw .system("cannot create \(path)") }
}

/// Asks until the answer is yes; processes and other programs' ports send no notice.
/// - Returns: whether it was before the deadline
func eventually(
    before deadline: ContinuousClock.Instant, _ condition: () throws -> Bool
) async throws -> Bool {
    while try !condition() {
        guard ContinuousClock.now < deadline else { return false }
        try await Task.sleep(for: .milliseconds(50))
    }
    return true
}

import Glibc
import Synchronization

/// A process of ours in a session of its own: a terminal's Ctrl-C does not reach it.
final class ChildProcess: Sendable {
    let identity: ProcessIdentity
    /// The status of `waitpid` once the process has been collected.
    private let status = Mutex<Int32?>(nil)
    var pid: Int32 { identity.pid }

    /// - Parameters:
    ///   - input: what it reads as standard input; `nil`: nothing
    ///   - output: a file that standard output and errors are appended to
    init(
        _ program: String, _ arguments: [String], environment: [String: String],
        input: Int32? = nil, output: String
    ) throws(PrivateNodeError) {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let input {
            posix_spawn_file_actions_adddup2(&actions, input, 0)
        } else {
            posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        }
        posix_spawn_file_actions_addopen(
            &actions, 1, output, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        // A daemon that inherits somebody's pipe keeps its reader waiting for ever.
        for file in openFiles() { posix_spawn_file_actions_addclose(&actions, file) }

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // POSIX_SPAWN_SETSID, which the Glibc module hides behind _GNU_SOURCE.
        let newSession: Int32 = 0x80
        // Our own signal handling must not be inherited: a child that ignores SIGTERM never stops.
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(
            &attributes,
            Int16(newSession | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        var argv = ([program] + arguments).map { strdup($0) } + [nil]
        var envp = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for pointer in argv + envp { free(pointer) } }
        var pid: Int32 = 0
        let failure = posix_spawn(&pid, program, &actions, &attributes, &argv, &envp)
        guard failure == 0, let identity = ProcessIdentity(pid: pid) else {
            if failure == 0 { waitpid(pid, nil, 0) }
            throw PrivateNodeError(
                code: .system, text: "cannot start \(program): \(systemErrorText(failure))",
                hint: "look at \(output)")
        }
        self.identity = identity
    }

    /// Also collects it once it has ended.
    var isAlive: Bool {
        status.withLock { status in
            guard status == nil else { return false }
            var ended: Int32 = 0
            guard waitpid(pid, &ended, WNOHANG) == pid else { return true }
            status = ended
            return false
        }
    }

    /// Whether it has ended of its own accord and with exit code 0.
    var succeeded: Bool { !isAlive && status.withLock { $0 == 0 } }

    /// Sends a signal to the process alone.
    func signal(_ number: Int32) {
        if isAlive { kill(pid, number) }
    }

    /// Ends it and all of its session's processes at once, and collects it.
    func destroy() {
        guard isAlive else { return }
        kill(-pid, SIGKILL)
        status.withLock { status in
            var ended: Int32 = 0
            waitpid(pid, &ended, 0)
            status = ended
        }
    }

    /// Waits until it has ended.
    /// - Returns: whether it did before the deadline
    func ended(before deadline: ContinuousClock.Instant) async throws -> Bool {
        try await eventually(before: deadline) { !isAlive }
    }
}

/// Numbers of this process's open files above standard input, output and errors.
private func openFiles() -> [Int32] {
    guard let folder = opendir("/proc/self/fd") else { return [] }
    defer { closedir(folder) }
    var files: [Int32] = []
    while let entry = readdir(folder) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
            pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if let file = Int32(name), file > 2, file != dirfd(folder) { files.append(file) }
    }
    return files
}

import Glibc

/// A small shell that outlives us by a moment. It reads a pipe whose other end only we hold; when
/// we are gone, however abruptly, the read ends and it stops the node.
final class OrphanGuard: Sendable {
    private let shell: ChildProcess
    private let pipe: Int32

    /// - Parameters:
    ///   - removing: a folder to remove afterwards, for a node that was only meant for us; such a
    ///     node is killed, any other is asked to stop and killed after 20 seconds
    init(
        over processes: [ProcessIdentity], removing: String?, log: String
    ) throws(PrivateNodeError) {
        var ends: [Int32] = [-1, -1]
        // A socket pair serves as the pipe: unlike one it is born closed to other children.
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw .system("cannot make a pipe") }
        defer { close(ends[0]) }
        do {
            shell = try ChildProcess(
                "/bin/sh",
                ["-c", Self.script, "guard", removing ?? ""]
                    + processes.map { "\($0.pid):\($0.started)" },
                environment: ["PATH": "/usr/bin:/bin"], input: ends[0], output: log)
        } catch {
            close(ends[1])
            throw error
        }
        pipe = ends[1]
    }

    /// The node is being stopped in the ordinary way: nothing to guard any more.
    func dismiss() { shell.destroy() }

    deinit { close(pipe) }

    private static let script = """
        cat >/dev/null
        folder=$1; shift
        alive() {
            set -- "$1" $(sed 's/^.*) //' "/proc/${1%:*}/stat" 2>/dev/null)
            [ "${2:-Z}" != Z ] && [ "${21}" = "${1#*:}" ]
        }
        any() { for one; do alive "$one" && return 0; done; return 1; }
        if [ -z "$folder" ] && alive "$1"; then
            kill -s TERM "${1%:*}"
            tries=0
            while alive "$1" && [ $tries -lt 100 ]; do sleep 0.2; tries=$((tries + 1)); done
        fi
        for one; do alive "$one" && kill -s KILL -- "-${one%:*}"; done
        if [ -n "$folder" ]; then
            while any "$@"; do sleep 0.1; done
            rm -rf "$folder"
        fi
        """
}

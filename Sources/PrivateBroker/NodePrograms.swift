import Glibc

/// Where this machine keeps the programs a node is made of.
struct NodePrograms: Sendable {
    let server: String
    let control: String
    let epmd: String
    /// The search path that the programs are given.
    let searchPath: String

    static func find() throws(PrivateNodeError) -> NodePrograms {
        let inherited = getenv("PATH").map { String(cString: $0) } ?? ""
        let path = ([inherited] + ["/usr/local/bin", "/usr/bin", "/bin", "/opt/erlang/bin"])
            .filter { !$0.isEmpty }.joined(separator: ":")
        // The programs in sbin are wrappers that insist on the system's own account.
        let folders = ["/usr/lib/rabbitmq/bin", "/opt/rabbitmq/sbin"]
        guard let folder = folders.first(where: { isProgram($0 + "/rabbitmq-server") }) else {
            throw PrivateNodeError(
                code: .notInstalled, text: "RabbitMQ is not installed (looked in \(folders))",
                hint: "install the Debian package rabbitmq-server")
        }
        let epmd = path.split(separator: ":").map { $0 + "/epmd" }.first(where: isProgram)
        guard let epmd else {
            throw PrivateNodeError(
                code: .notInstalled, text: "Erlang's epmd is not on the search path",
                hint: "install the Debian package erlang-base")
        }
        return NodePrograms(
            server: folder + "/rabbitmq-server", control: folder + "/rabbitmqctl", epmd: epmd,
            searchPath: path)
    }

    private static func isProgram(_ path: String) -> Bool { access(path, X_OK) == 0 }
}

/// What may be chosen about a private node; the defaults suit tests and a demonstration.
public struct NodeSettings: Hashable, Sendable {
    /// PEM files for a TLS listener on `ports.amqps`.
    public struct Certificates: Hashable, Sendable {
        public var authority: String
        public var certificate: String
        public var key: String
        /// Whether a client must show a certificate of the same authority.
        public var clientsMustAuthenticate: Bool

        public init(
            authority: String, certificate: String, key: String,
            clientsMustAuthenticate: Bool = false
        ) {
            self.authority = authority
            self.certificate = certificate
            self.key = key
            self.clientsMustAuthenticate = clientsMustAuthenticate
        }
    }

    /// What the nodes of one cluster share (`PrivateCluster`).
    struct Cluster: Hashable, Sendable {
        /// Names without the host, of all nodes.
        let members: [String]
        /// One name service for all: a node finds the others there.
        let epmd: UInt16
        let user: String
        let password: String
        let cookie: String
    }

    /// `nil`: no TLS listener.
    public var certificates: Certificates?
    /// `nil`: a node for itself.
    var cluster: Cluster?
    /// The node and its folder go when this process ends, however it ends.
    public var temporary: Bool
    /// How long the node may take until a login succeeds.
    public var startupLimit: Duration

    public init(
        certificates: Certificates? = nil, temporary: Bool = false,
        startupLimit: Duration = .seconds(120)
    ) {
        self.certificates = certificates
        self.temporary = temporary
        self.startupLimit = startupLimit
    }
}

extension NodeFolder {
    /// Writes what the node reads at its start.
    func writeConfiguration(
        _ record: NodeRecord, _ settings: NodeSettings
    ) throws(PrivateNodeError) {
        try writeWholeFile(home + "/.erlang.cookie", record.cookie, mode: 0o400)
        try writeWholeFile(plugins, "[rabbitmq_management].\n", mode: 0o600)
        var lines = [
            "listeners.tcp.1 = 127.0.0.1:\(record.ports.amqp)",
            "management.tcp.ip = 127.0.0.1",
            "management.tcp.port = \(record.ports.management)",
            "management.rates_mode = basic",
            "collect_statistics_interval = 1000",
            // The account of a new database: there is no `guest`.
            "default_user = \(record.user)",
            "default_pass = \(record.password)",
            "default_user_tags.administrator = true",
            "frame_max = 16384",
            "max_message_size = 1048576",
            "disk_free_limit.absolute = 64MB",
            "raft.wal_max_size_bytes = 67108864",
        ]
        if let cluster = settings.cluster {
            lines.append("cluster_formation.peer_discovery_backend = classic_config")
            for (index, name) in cluster.members.enumerated() {
                lines.append(
                    "cluster_formation.classic_config.nodes.\(index + 1) = \(name)@localhost")
            }
            // The smaller part of a split cluster stops rather than go its own way.
            lines.append("cluster_partition_handling = pause_minority")
        }
        if let certificates = settings.certificates {
            lines += [
                "listeners.ssl.1 = 127.0.0.1:\(record.ports.amqps)",
                "ssl_options.cacertfile = \(certificates.authority)",
                "ssl_options.certfile = \(certificates.certificate)",
                "ssl_options.keyfile = \(certificates.key)",
                "ssl_options.versions.1 = tlsv1.3",
                "ssl_options.versions.2 = tlsv1.2",
                "ssl_options.verify = verify_peer",
                "ssl_options.fail_if_no_peer_cert = \(certificates.clientsMustAuthenticate)",
            ]
        }
        let text = lines.joined(separator: "\n") + "\n"
        try writeWholeFile(configuration, text, mode: 0o600)
    }

    /// The environment of the node and of the tools that talk to it.
    func environment(_ record: NodeRecord, path: String) -> [String: String] {
        let loopbackOnly = "-kernel inet_dist_use_interface {127,0,0,1}"
        return [
            "HOME": home, "PATH": path, "LANG": "C.UTF-8",
            "RABBITMQ_NODENAME": record.name + "@localhost",
            "RABBITMQ_MNESIA_BASE": database,
            "RABBITMQ_LOG_BASE": logs,
            "RABBITMQ_CONFIG_FILE": configuration,
            "RABBITMQ_ADVANCED_CONFIG_FILE": self.path + "/advanced.config",
            "RABBITMQ_CONF_ENV_FILE": "/dev/null",
            "RABBITMQ_ENABLED_PLUGINS_FILE": plugins,
            "RABBITMQ_NODE_PORT": String(record.ports.amqp),
            "RABBITMQ_DIST_PORT": String(record.ports.distribution),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "ERL_EPMD_PORT": String(record.ports.epmd),
            // Two schedulers; counts of quorum queues refreshed each second instead of every five.
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS":
                loopbackOnly + " -start_epmd false +S 2:2 -rabbit quorum_tick_interval 1000",
            "RABBITMQ_CTL_ERL_ARGS": loopbackOnly + " -start_epmd false",
            "ERL_CRASH_DUMP": logs + "/erl_crash.dump",
            // Makes the start script become the node instead of waiting beside it.
            "RUNNING_UNDER_SYSTEMD": "true",
        ]
    }
}

import FlyingFox
import FlyingSocks
import Foundation
import Logging
import Model
import StageKit
import Synchronization
import Testing

@Suite struct WatchTests {
    @Test func metersAppearInTheTextFormOfPrometheus() {
        let metrics = Metrics()
        let counter = metrics.counter("maalem_x_total", "Things.", labels: ["stage": "a\"b"])
        counter.add(2)
        metrics.counter("maalem_x_total", "Things.", labels: ["stage": "a\"b"]).add()
        metrics.gauge("maalem_y", "Level.").set(0.5)
        let histogram = metrics.histogram("maalem_z", "Sizes.", buckets: [1, 10])
        histogram.observe(1)
        histogram.observe(5)
        histogram.observe(50)
        #expect(
            metrics.exposition == """
                # HELP maalem_x_total Things.
                # TYPE maalem_x_total counter
                maalem_x_total{stage="a\\"b"} 3
                # HELP maalem_y Level.
                # TYPE maalem_y gauge
                maalem_y 0.5
                # HELP maalem_z Sizes.
                # TYPE maalem_z histogram
                maalem_z_bucket{le="1"} 1
                maalem_z_bucket{le="10"} 2
                maalem_z_bucket{le="+Inf"} 3
                maalem_z_sum 56
                maalem_z_count 3

                """)
    }

    @Test func aSilentLoopIsNoLongerAlive() {
        let health = Health(stage: "toy", silence: .zero)
        health.beat("in")
        #expect(health.hung == ["in"])
        health.ended("in")
        #expect(health.hung == [])
    }

    @Test func theServerSaysWhatTheHealthSays() async throws {
        let health = Health(stage: "toy")
        let server = try HealthServer(
            host: "127.0.0.1", port: 0, health: health, metrics: Metrics())
        let running = Task { try await server.run() }
        let port = try await server.listening()
        func get(_ path: String) async throws -> (Int, String) {
            var client = HTTPClient()
            let request = HTTPRequest(
                method: .GET, version: .http11, path: path, query: [], headers: [:], body: Data())
            let response = try await client.sendHTTPRequest(
                request, to: try .inet(ip4: "127.0.0.1", port: port))
            let body = try await response.bodyData
            return (response.statusCode.code, String(decoding: body, as: UTF8.self))
        }
        #expect(try await get("/ready").0 == 200)
        health.paused("in", "no disk")
        let ready = try await get("/ready")
        #expect(ready.0 == 503)
        #expect(ready.1 == #"{"ready":false,"reasons":["in: paused: no disk"]}"#)
        #expect(try await get("/live").0 == 200)
        #expect(try await get("/metrics").0 == 200)
        #expect(try await get("/status").1.contains(#""stage":"toy""#))
        #expect(try await get("/else").0 == 404)
        await server.stop()
        running.cancel()
    }

    @Test func onlyLoopbackIsServed() {
        #expect(throws: HealthServer.AddressError.self) {
            _ = try HealthServer(
                host: "0.0.0.0", port: 0, health: Health(stage: "toy"), metrics: Metrics())
        }
    }

    @Test(arguments: LogFormat.allCases) func aRecordIsOneLineThatHidesNothing(
        format: LogFormat
    ) throws {
        let lines = Mutex<[String]>([])
        let logger = Logger(label: "test") { label in
            LineLogHandler(label: label, format: format) { line in lines.withLock { $0 += [line] } }
        }
        logger.warning(
            "a\nb\u{1B}[2J \u{202E}c\u{2066}\u{200F}\u{85}é", metadata: ["k": "v\r\"w\""])
        let line = try #require(lines.withLock { $0 }.first)
        #expect(line.hasSuffix("\n"))
        let hidden = line.dropLast().unicodeScalars.filter { scalar in
            scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
                || [0x202E, 0x2066, 0x200F].contains(scalar.value)
        }
        #expect(hidden.isEmpty)
        #expect(line.contains("é"))
        if format == .json {
            let json = try JSONReader.read(line)
            #expect(json["message"]?.string == "a\nb\u{1B}[2J \u{202E}c\u{2066}\u{200F}\u{85}é")
            #expect(json["k"]?.string == "v\r\"w\"")
            #expect(json["level"] == "warning")
        }
    }
}

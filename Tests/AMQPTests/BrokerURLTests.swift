import AMQP
import StageKit
import Testing

@Suite("A broker's URL")
struct BrokerURLTests {
    @Test("Every part is percent-decoded")
    func decoded() throws {
        let url = try BrokerURL("amqp://call%2Fcentre:p%40ss%3Aw%C3%B6rd@rabbit.example:5673/a%2Fb")
        #expect(url.user == "call/centre")
        #expect(url.password == "p@ss:wörd")
        #expect(url.host == "rabbit.example")
        #expect(url.port == 5673)
        #expect(url.vhost == "a/b")
        #expect(!url.usesTLS)
    }

    @Test("What is left out has AMQP's usual value")
    func defaults() throws {
        let plain = try BrokerURL("amqp://localhost")
        #expect(plain.port == 5672 && plain.vhost == "/" && plain.user == "guest")
        #expect(try BrokerURL("amqp://localhost/").vhost == "/")
        #expect(try BrokerURL("amqps://localhost").port == 5671)
        #expect(try BrokerURL("amqp://[::1]:7").host == "::1")
    }

    @Test("The description never shows the password")
    func description() throws {
        let url = try BrokerURL("amqps://cam:s3cret@localhost/%2F")
        #expect("\(url)" == "amqps://cam@localhost:5671/%2F")
    }

    @Test(
        "What is no broker's URL is refused without being repeated",
        arguments: [
            "", "localhost", "http://a:s3cret@b", "amqp://", "amqp://u:s3cret@h/a/b",
            "amqp://u:s3cret@h/v?heartbeat=3", "amqp://u:s3cret@h:port", "amqp://u:s3cret%00@h",
        ])
    func refused(_ text: String) throws {
        let error = #expect(throws: BrokerError.self) { try BrokerURL(text) }
        #expect(error?.description.contains("s3cret") == false)
    }
}

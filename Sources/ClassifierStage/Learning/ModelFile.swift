import Foundation
import Model

/// Why a model cannot be used.
public struct ModelFileError: Error, Hashable, Sendable, CustomStringConvertible {
    public let path: String
    /// Counted from 1; `nil` where it is the file as a whole.
    public var line: Int?
    public let reason: String

    public var description: String {
        line.map { "\(path):\($0): \(reason)" } ?? "\(path): \(reason)"
    }
}

/// The form of `model.bin`: a line that names it, the length of a JSON header, the header, the
/// number of words that have a concept, the words and their concepts; the number of rows, their
/// hashes in rising order, their rarities, their weights. Numbers are 32-bit little-endian.
enum ModelFile {
    private static let title = Array("maalem triage model 4\n".utf8)

    private struct Header: Codable {
        var shape: ModelShape
        var fit: ModelFit
    }

    static func bytes(_ model: LearnedModel) throws -> [UInt8] {
        let header = try JSON(encoding: Header(shape: model.shape, fit: model.fit)).canonicalBytes
        var bytes = title
        append(UInt32(header.count), to: &bytes)
        bytes += header
        append(UInt32(model.concepts.words.count), to: &bytes)
        for word in model.concepts.words { append(word, to: &bytes) }
        for meaning in model.concepts.meanings { append(meaning, to: &bytes) }
        append(UInt32(model.table.count), to: &bytes)
        for hash in model.table.hashes { append(hash, to: &bytes) }
        bytes += model.table.rarities
        bytes += model.weights.map { UInt8(bitPattern: $0) }
        return bytes
    }

    /// How many rows a file of so many bytes has room for.
    static func rows(within bytes: Int, beside concepts: Concepts, _ shape: ModelShape) -> Int {
        (bytes - mostHeader - 8 * concepts.words.count) / (5 + shape.width)
    }

    /// Bytes that are left for the title, the header and the counts; it takes half of them today.
    private static let mostHeader = 8192

    static func version(of bytes: [UInt8]) -> String {
        "linear-\(EventID(body: bytes).hex.prefix(8))"
    }

    /// - Throws: `ModelFileError`
    static func model(_ bytes: [UInt8], path: String) throws -> LearnedModel {
        func broken(_ reason: String) -> ModelFileError {
            ModelFileError(path: path, reason: "\(reason); write it anew: maalem triage train")
        }
        guard bytes.starts(with: title) else { throw broken("this is no model of this version") }
        var at = title.count
        guard let length = number(bytes, &at), at + Int(length) <= bytes.count else {
            throw broken("it ends early")
        }
        let header: Header
        do {
            header = try JSONDecoder().decode(
                Header.self, from: Data(bytes[at..<(at + Int(length))]))
        } catch {
            throw broken("its header is not readable")
        }
        at += Int(length)
        guard let known = number(bytes, &at), let words = numbers(Int(known), bytes, &at),
            let meanings = numbers(Int(known), bytes, &at)
        else { throw broken("it ends early") }
        let width = header.shape.width
        guard let count = number(bytes, &at), bytes.count == at + Int(count) * (5 + width),
            header.fit.scales.count == width, header.fit.bias.count == width,
            header.fit.temperatures.count == header.shape.heads.count,
            header.fit.gains.count == header.shape.heads.count
        else { throw broken("its length is not what its header says") }
        let hashes = numbers(Int(count), bytes, &at) ?? []
        let rarities = Array(bytes[at..<(at + Int(count))])
        at += Int(count)
        return LearnedModel(
            version: version(of: bytes), shape: header.shape, fit: header.fit,
            concepts: Concepts(words: words, meanings: meanings),
            table: FeatureTable(hashes, rarities: rarities),
            weights: bytes[at...].map { Int8(bitPattern: $0) })
    }

    private static func append(_ number: UInt32, to bytes: inout [UInt8]) {
        for shift in [0, 8, 16, 24] as [UInt32] {
            bytes.append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }

    private static func number(_ bytes: [UInt8], _ at: inout Int) -> UInt32? {
        guard at + 4 <= bytes.count else { return nil }
        var number: UInt32 = 0
        for index in 0..<4 { number |= UInt32(bytes[at + index]) << UInt32(8 * index) }
        at += 4
        return number
    }

    private static func numbers(_ count: Int, _ bytes: [UInt8], _ at: inout Int) -> [UInt32]? {
        guard at + 4 * count <= bytes.count else { return nil }
        var numbers: [UInt32] = []
        numbers.reserveCapacity(count)
        for _ in 0..<count { numbers.append(number(bytes, &at) ?? 0) }
        return numbers
    }
}

extension LearnedModel {
    /// Where the model of a configuration lies.
    public static func path(in configDirectory: String) -> String {
        configDirectory + "/triage/model.bin"
    }

    /// The model of a configuration; `nil` where there is none, and keywords alone decide.
    /// - Throws: `ModelFileError`
    public static func load(configDirectory: String) throws -> LearnedModel? {
        let path = path(in: configDirectory)
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        return try load(path: path)
    }

    /// - Throws: `ModelFileError`
    public static func load(path: String) throws -> LearnedModel {
        let data: Data
        do {
            // Not a second copy of ten megabytes in memory.
            data = try Data(contentsOf: URL(filePath: path), options: .mappedIfSafe)
        } catch {
            throw ModelFileError(path: path, reason: "it cannot be read: \(error)")
        }
        return try ModelFile.model(Array(data), path: path)
    }

    /// As it stands in a file. - Throws: `EncodingError`
    public func bytes() throws -> [UInt8] { try ModelFile.bytes(self) }
}

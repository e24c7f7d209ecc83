import Model

/// Makes small weights of those that were fitted: a byte each, and what it is worth by column.
struct Quantizer {
    private let shape: ModelShape
    /// Rows that hardly say anything are left out: the file stays small.
    private let mostRows: Int

    init(_ shape: ModelShape, mostRows: Int = 140_000) {
        self.shape = shape
        self.mostRows = mostRows
    }

    /// - Throws: `EncodingError`
    func model(
        _ trainer: LinearTrainer, _ table: FeatureTable, _ concepts: Concepts, _ fit: ModelFit
    ) throws -> LearnedModel {
        let width = shape.width
        let kept = strongest(trainer, table)
        var scales = [Float](repeating: 1, count: width)
        for column in 0..<width {
            var top: Float = 1e-6
            for row in kept { top = max(top, abs(worth(row, column, trainer, table))) }
            scales[column] = top / 127
        }
        var weights: [Int8] = []
        weights.reserveCapacity(kept.count * width)
        for row in kept {
            for column in 0..<width {
                let weight = worth(row, column, trainer, table) / scales[column]
                weights.append(Int8(weight.rounded()))
            }
        }
        var fit = fit
        fit.scales = scales
        fit.bias = trainer.bias
        fit.gains = trainer.gains
        let model = LearnedModel(
            version: "", shape: shape, fit: fit, concepts: concepts,
            table: FeatureTable(
                kept.map { table.hashes[$0] }, rarities: kept.map { table.rarities[$0] }),
            weights: weights)
        // Read back, so that it bears the version of its file.
        return try ModelFile.model(ModelFile.bytes(model), path: "the new model")
    }

    /// A weight with the rarity of its feature in it, so that reading only adds.
    private func worth(
        _ row: Int, _ column: Int, _ trainer: LinearTrainer, _ table: FeatureTable
    ) -> Float {
        trainer.weights[row * trainer.width + column] * table.rarity(of: Int32(row))
    }

    private func strongest(_ trainer: LinearTrainer, _ table: FeatureTable) -> [Int] {
        let width = shape.width
        guard table.count > mostRows else { return Array(0..<table.count) }
        let strengths = (0..<table.count).map { row in
            trainer.weights[(row * width)..<((row + 1) * width)].reduce(Float(0)) {
                max($0, abs($1))
            } * table.rarity(of: Int32(row))
        }
        return (0..<table.count).sorted { (strengths[$1], $0) < (strengths[$0], $1) }
            .prefix(mostRows).sorted()
    }
}

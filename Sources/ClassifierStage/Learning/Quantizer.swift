import Model

/// Makes small weights of those that were fitted: a byte each, and what it is worth by column.
struct Quantizer {
    private let shape: ModelShape

    init(_ shape: ModelShape) { self.shape = shape }

    /// - Throws: `EncodingError`
    func model(
        _ trainer: LinearTrainer, _ table: FeatureTable, _ concepts: Concepts, _ fit: ModelFit
    ) throws -> LearnedModel {
        let width = shape.width
        var scales = [Float](repeating: 1, count: width)
        for column in 0..<width {
            var top: Float = 1e-6
            for row in 0..<table.count { top = max(top, abs(worth(row, column, trainer, table))) }
            scales[column] = top / 127
        }
        var weights: [Int8] = []
        weights.reserveCapacity(table.count * width)
        for row in 0..<table.count {
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
            table: table, weights: weights)
        // Read back, so that it bears the version of its file.
        return try ModelFile.model(ModelFile.bytes(model), path: "the new model")
    }

    /// A weight with the rarity of its feature in it, so that reading only adds.
    private func worth(
        _ row: Int, _ column: Int, _ trainer: LinearTrainer, _ table: FeatureTable
    ) -> Float {
        trainer.weights[row * trainer.width + column] * table.rarity(of: Int32(row))
    }
}

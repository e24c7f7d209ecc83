import Testing

@testable import AMQP

@Suite("A queue in an array")
struct FIFOTests {
    @Test("Behaves as a plain array does, whatever is done to it")
    func model() {
        var generator = SystemRandomNumberGenerator()
        var queue = FIFO<Int>()
        var model: [Int] = []
        for step in 0..<20_000 {
            switch Int.random(in: 0..<8, using: &generator) {
            case 0...3:
                let new = (0..<Int.random(in: 0..<40)).map { step * 100 + $0 }
                queue.append(contentsOf: new)
                model += new
            case 4, 5:
                let count = Int.random(in: 0..<80)
                #expect(Array(queue.take(count)) == Array(model.prefix(count)))
                model.removeFirst(min(count, model.count))
            case 6:
                let count = Int.random(in: 0...min(3, model.count))
                queue.drop(count)
                model.removeFirst(count)
            default:
                if step % 500 == 0 { #expect(queue.removeAll() == model); model = [] }
                queue.prepend(contentsOf: [step, step + 1])
                model = [step, step + 1] + model
            }
            #expect(queue.count == model.count && queue.isEmpty == model.isEmpty)
            if let last = model.last { #expect(queue[model.count - 1] == last) }
        }
    }
}

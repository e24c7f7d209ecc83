/// Waits until a point in time; the one wait of the kit that no event ends.
/// - Throws: `CancellationError`
public func pause(until deadline: ContinuousClock.Instant) async throws {
    try await Task.sleep(until: deadline, clock: .continuous)
}

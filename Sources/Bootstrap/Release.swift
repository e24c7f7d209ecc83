/// What these programs are: `--version` of each says it, and every stage's log at its start.
public enum Release {
    /// Semantic; a store made by a later one may be refused (exit 78).
    public static let version = "0.3.0"
}

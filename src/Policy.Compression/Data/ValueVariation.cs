namespace OptPolicy.Compression.Data;

/// <summary>How the values of tool calls are varied while a model learns.</summary>
/// <param name="Share">How many calls are varied, 0…1.</param>
/// <param name="InventedShare">How many of the new values are random words, 0…1.</param>
public sealed record ValueVariation(double Share, double InventedShare)
{
    /// <summary>Values by argument that new ones are also drawn from: half of those that are not invented, where an argument has any.</summary>
    public IReadOnlyDictionary<string, string[]> Known { get; init; } = new Dictionary<string, string[]>(StringComparer.Ordinal);
}

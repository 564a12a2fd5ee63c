namespace OptPolicy.Language.LocalModels;

/// <summary>A file of examples that a policy names.</summary>
/// <param name="Exists">Whether it is there.</param>
/// <param name="Count">Lines that are not blank; 0 when the host did not count.</param>
public sealed record ExampleFile(bool Exists, long Count)
{
    public static ExampleFile Missing { get; } = new(false, 0);

    /// <summary>Hex SHA-256 of its content; null when the host did not read it.</summary>
    public string? Hash { get; init; }

    /// <summary>A file beside it that the author may have meant.</summary>
    public string? Suggestion { get; init; }
}

namespace OptPolicy.Cli.Caching.Labels;

/// <summary>Two questions, and whether the answer to one also answers the other.</summary>
/// <param name="Cached">The question that was answered.</param>
/// <param name="Asked">The question now.</param>
internal sealed record LabelledPair(string Cached, string Asked, bool IsRight)
{
    /// <summary>The greatest evidence of another question with another answer that was answered too; 0 when none is known.</summary>
    public double Rival { get; init; }

    /// <summary>Names the cached question, whatever its letter case and final mark.</summary>
    public string CachedName { get; } = Name(Cached);

    /// <summary>Names the asked one.</summary>
    public string AskedName { get; } = Name(Asked);

    private static string Name(string question) => question.Trim().TrimEnd('?', '.', '!', ' ').ToLowerInvariant();
}

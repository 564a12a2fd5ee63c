namespace OptPolicy.Compression.Pipeline.Advice;

/// <summary>What to do about one technique. Immutable.</summary>
/// <param name="Technique">The technique.</param>
/// <param name="Verdict">Whether to do it.</param>
/// <param name="Summary">One sentence with the format, group and method, or why not.</param>
/// <param name="Rules">The rules that decided, the most important first.</param>
public sealed record Recommendation(Technique Technique, AdviceVerdict Verdict, string Summary, IReadOnlyList<AppliedRule> Rules)
{
    /// <summary>Command lines, in order.</summary>
    public IReadOnlyList<string> Commands { get; init; } = [];

    /// <summary>A whole <c>.optpolicy</c> file for <c>optpolicy compress</c>, or to run the model with; <see langword="null"/> where commands do.</summary>
    public string? Policy { get; init; }
}

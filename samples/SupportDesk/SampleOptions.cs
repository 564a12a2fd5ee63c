namespace SupportSample;

/// <summary>What the command line asks for.</summary>
internal sealed record SampleOptions
{
    /// <summary>The sample's own files: traffic, orders, prompts, photographs.</summary>
    public string Folder { get; init; } = AppContext.BaseDirectory;

    public string? Traffic { get; init; }

    public required string Report { get; init; }

    public bool Live { get; init; }

    public bool Recorded { get; init; }

    public string MiniModel { get; init; } = "gpt-4.1-mini";

    public string PremiumModel { get; init; } = "gpt-4.1";

    public int? Limit { get; init; }

    public double Speed { get; init; }
}

namespace OptPolicy.Language.Schema;

/// <summary>A line <c>name: value</c> of a block.</summary>
public sealed record SettingSchema(string Name, ValueShape Shape, string Documentation)
{
    public bool IsRequired { get; init; }

    /// <summary>The value that holds when the line is absent, as written; null when there is none.</summary>
    public string? Default { get; init; }

    /// <summary>Whether <c>tunable low..high</c> may follow.</summary>
    public bool IsTunable { get; init; }

    /// <summary>A value that makes sense, for completion and the reference.</summary>
    public required string Example { get; init; }

    /// <summary>Null when it works; otherwise what is missing.</summary>
    public string? Unavailable { get; init; }
}

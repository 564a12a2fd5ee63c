namespace OptPolicy.Compression.Pipeline.Planning;

/// <summary>Something that stands against a run before it has started. Immutable.</summary>
/// <param name="IsError">Whether the run must not start.</param>
/// <param name="Code">The diagnostic that the compiler reports for the same mistake; <see langword="null"/> for facts that only the files know.</param>
/// <param name="Message">What is wrong, where, and what to do.</param>
public sealed record PipelineProblem(bool IsError, string? Code, string Message)
{
    /// <summary>An error that only the files show.</summary>
    public static PipelineProblem Error(string message) => new(true, null, message);

    /// <summary>A note that does not stop the run.</summary>
    public static PipelineProblem Note(string message) => new(false, null, message);

    /// <inheritdoc/>
    public override string ToString() => $"{(IsError ? "error" : "note")}{(Code is null ? "" : " " + Code)}: {Message}";
}

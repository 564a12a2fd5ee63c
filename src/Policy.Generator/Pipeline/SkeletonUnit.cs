using OptPolicy.Language.Text;

namespace OptPolicy.Generator.Pipeline;

/// <summary>What can be said about a policy with errors: its names, so that C# code that uses them still compiles and only the policy's own errors show.</summary>
internal sealed record SkeletonUnit(string Name, string Path, EmissionTarget Target)
{
    public required EquatableArray<string> Models { get; init; }

    public required EquatableArray<string> Rules { get; init; }

    public required EquatableArray<SkeletonExtern> Externs { get; init; }
}

internal readonly record struct SkeletonExtern(string Name, bool ReadsResponse, SourceSpan Span);

using System.Globalization;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Semantics;

/// <summary>What labelled pairs say about an entry of which nothing else is known: means, variances and covariance of level and slope.</summary>
/// <param name="Labels">Labelled pairs behind it.</param>
/// <param name="Embedder">Fingerprint of the embedder that compared them.</param>
public sealed record CalibrationDeclaration(double Level, double Slope, double LevelVariance, double Covariance, double SlopeVariance, int Labels, string Embedder)
{
    /// <summary>What the pairs were compared with; null when the file does not say.</summary>
    public CalibrationConditions? Conditions { get; init; }

    /// <summary>What was measured on pairs held out; null when the file does not say.</summary>
    public CalibrationCheck? Check { get; init; }
}

/// <summary>Hits on pairs that a calibration had not seen.</summary>
/// <param name="Served">Pairs that would have been served.</param>
/// <param name="False">Wrong ones among them.</param>
/// <param name="Upper">The largest share of wrong hits that this does not rule out, 0 to 1.</param>
public sealed record CalibrationCheck(int Served, int False, double Upper);

/// <summary>What a semantic cache compares questions with: a calibration says nothing about another embedder, other guards or another verifier.</summary>
/// <param name="Embedder">For example <c>shipped</c> or <c>onnx("models/minilm")</c>.</param>
/// <param name="Guards">Their names in the order of the language.</param>
/// <param name="Verifier">For example <c>none</c>, <c>shipped from 80%</c> or <c>model mini</c>.</param>
public sealed record CalibrationConditions(string Embedder, EquatableArray<string> Guards, string Verifier)
{
    private const string None = "none";

    /// <summary>Those of a policy's semantic cache; null when it has none.</summary>
    public static CalibrationConditions? Of(PolicyDeclaration policy) => policy.SemanticCache is { } cache
        ? new CalibrationConditions(Name(policy.Embedders[cache.Embedder]), [.. Schema.PolicySchema.GuardNames.Where(g => cache.Guards is not { } chosen || chosen.Contains(g))], Name(cache.Verifier))
        : null;

    /// <summary>The first of <c>embedder</c>, <c>guards</c> and <c>verifier</c> that differs, with both values; null when nothing does.</summary>
    public (string What, string Here, string There)? DifferenceFrom(CalibrationConditions other) =>
        Embedder != other.Embedder ? ("embedder", Embedder, other.Embedder)
        : !Guards.Equals(other.Guards) ? ("guards", Listed(Guards), Listed(other.Guards))
        : Verifier != other.Verifier ? ("verifier", Verifier, other.Verifier)
        : null;

    private static string Listed(EquatableArray<string> guards) => $"[{string.Join(", ", guards.Items)}]";

    private static string Name(EmbedderDeclaration embedder) => embedder.Kind switch
    {
        EmbedderKind.Shipped => "shipped",
        EmbedderKind.Client => $"client {embedder.Name}",
        var kind => $"{kind.ToString().ToLowerInvariant()}(\"{embedder.Argument}\")",
    };

    private static string Name(VerifierDeclaration? verifier) => verifier switch
    {
        null => None,
        { Model: not null } => $"model {verifier.Name}",
        _ => $"{(verifier.Folder is { } folder ? $"onnx(\"{folder}\")" : "shipped")} from {verifier.Least.ToString("0.##%", CultureInfo.InvariantCulture)}",
    };
}

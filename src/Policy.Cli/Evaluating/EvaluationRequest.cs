using OptPolicy.Cli.LocalModels;

namespace OptPolicy.Cli.Evaluating;

/// <summary>What is to be measured on which examples.</summary>
/// <param name="Model">The model.</param>
/// <param name="Path">The examples, as a full path.</param>
internal sealed record EvaluationRequest(ChosenModel Model, string Path)
{
    /// <summary>The original that the model is to replace.</summary>
    public ChosenModel? Against { get; init; }

    /// <summary>Judges answers that only a reader can judge.</summary>
    public ChosenModel? Judge { get; init; }

    /// <summary>The folder of an embedder, for answers that may be worded otherwise.</summary>
    public string? EmbedderFolder { get; init; }

    public IReadOnlyList<GateBound> Gates { get; init; } = [];

    /// <summary>Where outcomes are kept, so that a killed run goes on.</summary>
    public string? OutcomeFolder { get; init; }

    public int Concurrency { get; init; } = 1;

    public long Seed { get; init; } = 1;
}

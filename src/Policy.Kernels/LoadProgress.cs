namespace OptPolicy.Kernels;

/// <summary>What opening a model does now.</summary>
/// <param name="Stage">The stage that begins.</param>
/// <param name="Folder">The model's folder.</param>
public readonly record struct LoadProgress(LoadStage Stage, string Folder);

/// <summary>A stage of opening a model, in order.</summary>
public enum LoadStage
{
    /// <summary>Reading the configuration and the tokenizer.</summary>
    Configuration,

    /// <summary>Loading the weights onto the device.</summary>
    Weights,

    /// <summary>Comparing calls of different widths and timing them.</summary>
    Measuring,

    /// <summary>Ready.</summary>
    Ready,
}
